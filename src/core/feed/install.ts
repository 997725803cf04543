import { explain } from '#core/database/problem.ts';
import { errorCode } from '#core/system-errors.ts';
import type { TriggerChange, TriggerOutcome, TriggerPlan, TriggerStatus } from '#shared/domain/triggers.ts';
import type { Queries } from './watch.ts';

const REFUSALS: Readonly<Record<string, string>> = {
  '55P03':
    'The tables are in use, and their lock could not be had, several times. Nothing was changed. Try again when no long transaction is open.',
  '42501': 'This account may not do that. Nothing was changed. Hand the SQL to the owner of the tables.',
  '25006': 'The server accepts no changes: it is a standby, or read-only. Nothing was changed.',
  '57014': 'The server took too long. Nothing was changed. Try again.',
};

const UNCERTAIN =
  'The connection was lost, and whether the triggers were changed is not known. Look at them again before you try again.';

/**
 * Runs what a person was shown and agreed to, and verifies it: the triggers are read again, and the feed looks at once
 * whether notices come through.
 * @param digest of the plan that was shown; another one is refused
 * @param review lets the feed look at the triggers; resolves when it has
 */
export async function changeTriggers(
  { triggers }: Queries,
  change: TriggerChange,
  digest: string,
  review: () => Promise<void>,
): Promise<TriggerOutcome> {
  const plan: TriggerPlan = triggers.plan(change);
  if (plan.digest !== digest) {
    return { done: false, sentence: 'The SQL is not the one that was shown. Look at it again.', status: null };
  }
  try {
    await triggers.run(plan);
  } catch (error) {
    const status = await triggers.read().catch(() => null);
    return { done: false, sentence: refusal(error), status };
  }
  await review();
  const status = await triggers.read().catch(() => null);
  return { done: status !== null, sentence: status ? tell(change, status) : UNCERTAIN, status };
}

function refusal(error: unknown): string {
  const code = errorCode(error);
  // Without the server's answer nobody knows whether the transaction was committed.
  if (!/^[0-9A-Z]{5}$/.test(code) || code.startsWith('E')) return UNCERTAIN;
  return REFUSALS[code] ?? `The server refused: ${explain(error).reason}. Nothing was changed.`;
}

function tell(change: TriggerChange, { kind, form }: TriggerStatus): string {
  if (change === 'remove') {
    return kind === 'absent'
      ? 'The triggers are removed.'
      : 'Our triggers are removed. Another trigger still announces actions.';
  }
  const wanted = change === 'install-row' ? 'row' : 'statement';
  return kind === 'ours' && form === wanted
    ? 'The triggers are installed.'
    : 'The SQL went through, but the triggers are not there as they should be. Ask the administrator of the database.';
}
