import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Profile } from '#shared/domain/profile.ts';
import { ExperimentsField } from '../sessions/ExperimentsField.tsx';
import { idsShown, readIds } from '../sessions/experiment-ids.ts';
import { useAddress } from '../state/address.ts';
import { formatMoment } from '../words.ts';
import { closeRecordDialog } from './record-dialog.ts';
import { startRecording } from './recording-actions.tsx';

const MOST_EXPERIMENTS = 10_000;

/** Asks what to record from now on. What is there when it opens is good for most. */
export function RecordForm({ profile }: { readonly profile: Profile }) {
  const shownIds = useAddress(idsShown);
  const [choice, setChoice] = useState({ isAll: true, text: shownIds });
  const [past, setPast] = useState(true);
  const [texts, setTexts] = useState(true);
  const [hostName, setHostName] = useState(true);
  const [name, setName] = useState(() => `${profile.name} ${formatMoment(Date.now())}`.slice(0, 200));
  const [isStarting, setStarting] = useState(false);
  const chosen = choice.isAll ? null : readIds(choice.text, MOST_EXPERIMENTS);
  const isGood = chosen === null || chosen.ids !== null;
  const start = async () => {
    setStarting(true);
    const experiments = chosen?.ids ? [...chosen.ids] : null;
    const isStarted = await startRecording({ experiments, past, texts, hostName, name: name.trim() || null });
    setStarting(false);
    if (isStarted) closeRecordDialog();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) void start();
      }}
    >
      <Stack gap="sm">
        <ExperimentsField
          choice={choice}
          onChange={setChoice}
          allLabel="Whole feed"
          problem={chosen?.problem ?? null}
        />
        <TextInput
          label="Name"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Switch
          label={
            choice.isAll ? 'With the past of the experiments that are running' : 'With the past of the experiments'
          }
          description="Otherwise they begin in the middle, where they are now."
          checked={past}
          onChange={(event) => setPast(event.currentTarget.checked)}
        />
        <Switch
          label="With prompts, reasoning and answers"
          description="Without them the file is smaller, and shows no more than what the agents did."
          checked={texts}
          onChange={(event) => setTexts(event.currentTarget.checked)}
        />
        <Switch
          label="With the name of the database’s host"
          description="A recording never holds an account or a password."
          checked={hostName}
          onChange={(event) => setHostName(event.currentTarget.checked)}
        />
        <Group justify="end">
          <Button variant="default" onClick={closeRecordDialog}>
            Cancel
          </Button>
          <Button type="submit" color="red" loading={isStarting} disabled={!isGood}>
            Record
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
