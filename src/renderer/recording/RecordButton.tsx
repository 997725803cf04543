import './recording.css';
import { Button, Popover, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { titleWithKey } from '../commands/keys.ts';
import { useCommands } from '../commands/registry.ts';
import { formatElapsed } from '../words.ts';
import { RecordingRow } from './RecordingRow.tsx';
import { openRecordDialog, setListOpen, useRecordingInterface } from './record-dialog.ts';
import { useElapsed } from './use-elapsed.ts';
import { record, useRecording } from './use-recording.ts';

/** The red button: asks what to record; while something is recorded it shows how long already, and opens what goes on. */
export function RecordButton() {
  const recording = useRecording();
  const { canRecord, all, here } = recording;
  const isListOpen = useRecordingInterface((state) => state.isListOpen);
  const first = here[0] ?? all[0];
  const elapsed = useElapsed(first?.startedAt ?? null);
  useCommands(canRecord || all.length > 0 ? { record: () => record(recording) } : {});
  const label = labelOf(canRecord, here.length, all.length);
  return (
    <Popover
      opened={isListOpen && all.length > 0}
      onChange={setListOpen}
      position="bottom-start"
      width={380}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Tooltip label={label} openDelay={300} disabled={isListOpen}>
          <UnstyledButton
            className="record"
            data-testid="record"
            data-recording={here.length > 0 ? 'here' : all.length > 0 ? 'elsewhere' : 'none'}
            aria-disabled={!canRecord && all.length === 0}
            onClick={() => (all.length > 0 ? setListOpen(!isListOpen) : record(recording))}
          >
            <span className="record-dot" data-pulses={all.length > 0} />
            {first && (
              <span className="figures" aria-hidden>
                {formatElapsed(elapsed)}
              </span>
            )}
            <VisuallyHidden>{label}</VisuallyHidden>
          </UnstyledButton>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label="Recordings">
        <ul className="recordings">
          {all.map((status) => (
            <RecordingRow key={status.id} status={status} />
          ))}
        </ul>
        {canRecord && (
          <Button size="xs" variant="light" fullWidth mt={8} onClick={() => openRecordDialog()}>
            {here.length > 0 ? 'Record something else too…' : 'Record this database…'}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function labelOf(canRecord: boolean, here: number, all: number): string {
  if (here > 0) return here === 1 ? 'Recording' : `${here} recordings of this database`;
  if (all > 0) return all === 1 ? 'Recording another database' : `${all} recordings of other databases`;
  return canRecord ? titleWithKey('record') : 'Record: a recording is shown, only a database can be recorded';
}
