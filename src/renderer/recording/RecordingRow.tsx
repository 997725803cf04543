import { Button, Group, Progress, Text } from '@mantine/core';
import { useState } from 'react';
import type { RecordingStatus } from '#shared/domain/session.ts';
import { useProfiles } from '../state/profiles.ts';
import { formatBytes, formatCount, formatElapsed } from '../words.ts';
import { stopRecording } from './recording-actions.tsx';
import { useElapsed } from './use-elapsed.ts';

/** A recording that goes on: how long, how much, what is left of the disk, and the end of it. */
export function RecordingRow({ status }: { readonly status: RecordingStatus }) {
  const { name, source, state, startedAt, progress, sentence, isAutomatic } = status;
  const elapsed = useElapsed(startedAt);
  const [isStopping, setStopping] = useState(false);
  const profile = useProfiles(({ reading }) => reading?.entries.find((entry) => entry.profile.id === source)?.profile);
  return (
    <li data-testid="recording" data-state={state}>
      <Group wrap="nowrap" gap={8} justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Text fz="sm" fw={600} className="cut" title={name}>
            {name}
          </Text>
          <Text fz="xs" className="quiet cut">
            {profile?.name.slice(0, 100) ?? 'Another database'}
            {isAutomatic && ', begun by itself'}
          </Text>
        </div>
        <Button
          size="compact-sm"
          color="red"
          flex="none"
          aria-label={`Stop recording ${name.slice(0, 100)}`}
          disabled={state === 'closing'}
          loading={isStopping && state !== 'closing'}
          onClick={() => {
            setStopping(true);
            void stopRecording(status).finally(() => setStopping(false));
          }}
        >
          Stop
        </Button>
      </Group>
      <dl className="recording-figures figures">
        <Figure name="Time" value={formatElapsed(elapsed)} />
        <Figure name="Actions" value={formatCount(status.actions)} />
        <Figure name="Runs" value={formatCount(status.experiments)} />
        <Figure name="Size" value={formatBytes(status.bytes)} />
        <Figure name="Disk left" value={status.freeBytes === null ? 'not known' : formatBytes(status.freeBytes)} />
      </dl>
      {progress !== null && (
        <Group gap={8} wrap="nowrap">
          <Progress
            flex={1}
            value={progress * 100}
            aria-label={state === 'closing' ? 'How much of the file is packed' : 'How much of the past is read'}
          />
          <Text fz="xs" className="figures">
            {Math.round(progress * 100)} %
          </Text>
        </Group>
      )}
      {(sentence ?? SENTENCES[state]) && (
        <Text fz="xs" className="quiet" role="status">
          {sentence ?? SENTENCES[state]}
        </Text>
      )}
    </li>
  );
}

const SENTENCES: Readonly<Partial<Record<RecordingStatus['state'], string>>> = {
  waiting: 'Waiting for the database.',
  closing: 'The file is being packed.',
};

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
