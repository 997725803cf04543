import type { TriggerChange, TriggerStatus } from '#shared/domain/triggers.ts';

/** What there is, as a sentence. */
export function describeTriggers({ kind, form, completion }: TriggerStatus): string {
  const per = form === 'row' ? 'one notice per action' : 'one notice per statement';
  const rest = completion ? '' : ' Completed experiments are not announced.';
  switch (kind) {
    case 'absent':
      return 'Not installed. New actions are found by asking again and again.';
    case 'disabled':
      return 'Installed, but disabled. New actions are found by asking again and again.';
    case 'proposal':
      return `The first proposal’s, or another program’s: ${per}.${rest}`;
    case 'older':
      return `Ours, of an older version: ${per}.${rest}`;
    case 'ours':
      return `Installed: ${per}.${rest}`;
  }
}

/** What the button of a change says, given what there is. */
export function nameChange(change: TriggerChange, { kind, form, completion }: TriggerStatus): string {
  if (change === 'remove') return 'Remove';
  if (kind === 'absent') return 'Install';
  if (kind === 'disabled') return 'Install anew';
  const wanted = change === 'install-row' ? 'row' : 'statement';
  if (kind === 'ours') return form !== wanted ? 'Switch to this form' : completion ? 'Installed' : 'Install again';
  return kind === 'older' ? 'Update' : 'Replace';
}
