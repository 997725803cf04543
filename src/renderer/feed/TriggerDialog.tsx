import { Alert, Button, CopyButton, Group, Loader, Modal, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TriggerChange, TriggerOutcome, TriggerPlan, TriggerStatus } from '#shared/domain/triggers.ts';
import { here } from '../link/host.ts';
import { useShownProfile } from '../state/source.ts';
import { describeTriggers, nameChange } from './trigger-words.ts';
import { useTriggers } from './use-triggers.ts';

const ABOUT: Readonly<Record<TriggerChange, string>> = {
  'install-statement':
    'One notice per statement and experiment: next to no cost for whoever writes. The monitor needs no more.',
  'install-row':
    'One notice per action, with its fields: for other programs that listen to them. Large inserts take about five times as long.',
  remove: 'Takes away both triggers and their functions. The monitor then asks for new actions again and again.',
};

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Installs, updates or removes the triggers, after showing what is run. */
export function TriggerDialog({ opened, onClose }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Triggers"
      size={940}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <TriggerChoice onClose={onClose} />
    </Modal>
  );
}

function TriggerChoice({ onClose }: { readonly onClose: () => void }) {
  const [change, setChange] = useState<TriggerChange>('install-statement');
  const { status, reread } = useTriggers('dialog');
  const plan = usePlan(change);
  const [outcome, setOutcome] = useState<TriggerOutcome | null>(null);
  const [isRunning, setRunning] = useState(false);
  const profile = useShownProfile();
  const [confirmation, setConfirmation] = useState('');
  const isProduction = profile?.environment === 'production';
  const run = async (shown: TriggerPlan): Promise<void> => {
    setRunning(true);
    setOutcome(null);
    const answer = await here()
      .triggers.apply({ change: shown.change, digest: shown.digest, confirmation: isProduction ? confirmation : null })
      .catch(() => ({ done: false, sentence: 'The database cannot be asked right now. Try again.', status: null }));
    setRunning(false);
    setOutcome(answer);
    reread();
  };
  if (!status) {
    return (
      <Group gap={8}>
        <Loader size="xs" /> <Text>Reading which triggers there are. This waits while the database is away.</Text>
      </Group>
    );
  }
  return (
    <div className="triggers">
      <Text data-testid="trigger-status">{describeTriggers(status)}</Text>
      <SegmentedControl
        aria-label="What to do"
        value={change}
        onChange={(value) => {
          setChange(value as TriggerChange);
          setOutcome(null);
        }}
        data={choices(status)}
      />
      <Text>{ABOUT[change]}</Text>
      <Text fw={600}>This is run, in one transaction, and nothing else:</Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard. */}
      <section className="sql" tabIndex={0} aria-label="SQL">
        {plan?.sql ?? ''}
      </section>
      {status.obstacle && <Alert color="orange">{status.obstacle}</Alert>}
      {profile?.readOnly && (
        <Alert color="orange">
          This profile is read-only, so nothing is written to its database. Edit the profile to allow it.
        </Alert>
      )}
      {isProduction && !profile.readOnly && (
        <TextInput
          label="This is a production database. Type the profile’s name to go on."
          placeholder={profile.name.slice(0, 100)}
          value={confirmation}
          onChange={(event) => setConfirmation(event.currentTarget.value)}
          data-testid="production-confirmation"
        />
      )}
      {outcome && (
        <Alert color={outcome.done ? 'teal' : 'orange'} role="status" data-testid="trigger-outcome">
          {outcome.sentence}
        </Alert>
      )}
      <Group justify="flex-end" gap={8}>
        <CopyButton value={plan?.sql ?? ''}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} disabled={!plan}>
              {copied ? 'Copied' : 'Copy the SQL'}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button
          disabled={
            !plan ||
            status.obstacle !== null ||
            isThere(change, status) ||
            profile?.readOnly === true ||
            (isProduction && confirmation !== profile.name)
          }
          loading={isRunning}
          color={change === 'remove' ? 'red' : 'blue'}
          onClick={() => plan && void run(plan)}
        >
          {nameChange(change, status)}
        </Button>
      </Group>
    </div>
  );
}

function isThere(change: TriggerChange, { kind, form, completion }: TriggerStatus): boolean {
  return kind === 'ours' && completion && change === (form === 'row' ? 'install-row' : 'install-statement');
}

function choices({ kind }: TriggerStatus): { value: TriggerChange; label: string }[] {
  return [
    { value: 'install-statement', label: 'Per statement (recommended)' },
    { value: 'install-row', label: 'Per action' },
    ...(kind === 'absent' ? [] : [{ value: 'remove' as const, label: 'Remove' }]),
  ];
}

function usePlan(change: TriggerChange): TriggerPlan | null {
  const [plan, setPlan] = useState<TriggerPlan | null>(null);
  useEffect(() => {
    let isGone = false;
    here()
      .triggers.plan({ change })
      .then(
        (answer) => !isGone && setPlan(answer),
        () => {},
      );
    return () => {
      isGone = true;
    };
  }, [change]);
  // What is shown is what is run: never the plan of another choice.
  return plan?.change === change ? plan : null;
}
