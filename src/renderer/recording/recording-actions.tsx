import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { RecordingChoice, RecordingStatus } from '#shared/domain/session.ts';
import { here, hostNow } from '../link/host.ts';
import { openSession, settle } from '../sessions/session-actions.tsx';
import { goesOn, useRecordings } from '../state/recordings.ts';
import { formatBytes, formatCount } from '../words.ts';

/** Those that were stopped in this window: of them it is not asked why they ended. */
const stopped = new Set<string>();

/** Begins to record what this window shows. */
export async function startRecording(choice: RecordingChoice): Promise<boolean> {
  return (await settle(here().recordings.start({ choice }))) !== null;
}

/** Ends a recording; its file is packed and then in the library. */
export async function stopRecording({ id }: RecordingStatus): Promise<void> {
  stopped.add(id);
  if (!(await settle(hostNow.recordings.stop({ id })))) stopped.delete(id);
}

/** Says, in a corner, that a recording has ended, and why where nobody here has ended it. */
export function announceRecordings(): void {
  useRecordings.subscribe(({ reading }, { reading: before }) => {
    for (const recording of reading?.recordings ?? []) {
      const former = before?.recordings.find(({ id }) => id === recording.id);
      // What had ended when the page came is no news.
      if (former && goesOn(former) && !goesOn(recording)) announce(recording);
    }
  });
}

function announce(recording: RecordingStatus): void {
  const { id, session, name, state, sentence, actions, bytes } = recording;
  const isExpected = stopped.delete(id) && state === 'ended';
  const notification = notifications.show({
    title: state === 'failed' ? 'Recording failed' : isExpected ? 'Recording saved' : 'Recording ended',
    message: (
      <>
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {name.slice(0, 100)}: {formatCount(actions)} actions, {formatBytes(bytes)}.
          {sentence !== null && !isExpected && ` ${sentence}`}
        </Text>
        <Group justify="end">
          <Button
            size="compact-xs"
            variant="light"
            onClick={() => {
              notifications.hide(notification);
              openSession(session);
            }}
          >
            Open
          </Button>
        </Group>
      </>
    ),
    color: state === 'failed' ? 'orange' : 'blue',
    // Whoever was away when it ended is to find out.
    autoClose: isExpected ? 20_000 : false,
    withBorder: true,
  });
}
