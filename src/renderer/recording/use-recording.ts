import type { RecordingStatus } from '#shared/domain/session.ts';
import { goesOn, useRecordings } from '../state/recordings.ts';
import { useShowsSession, useSource } from '../state/source.ts';
import { openRecordDialog, setListOpen } from './record-dialog.ts';

const NONE: readonly RecordingStatus[] = [];

interface RecordingHere {
  /** False where a session is shown: what was recorded is not recorded again. */
  readonly canRecord: boolean;
  /** All that go on, of the profile that is shown first. */
  readonly all: readonly RecordingStatus[];
  /** Those of the profile that is shown. */
  readonly here: readonly RecordingStatus[];
}

/** What is being recorded, as seen from what this window shows. */
export function useRecording(): RecordingHere {
  const recordings = useRecordings(({ reading }) => reading?.recordings ?? NONE);
  const source = useSource(({ profile }) => profile);
  const isSession = useShowsSession();
  const going = recordings.filter(goesOn);
  const here = going.filter((recording) => recording.source === source);
  return {
    canRecord: source !== null && !isSession,
    all: [...here, ...going.filter((recording) => recording.source !== source)],
    here,
  };
}

/** Asks what to record; where something is being recorded already, shows that first. */
export function record({ canRecord, all }: RecordingHere): void {
  if (all.length > 0) setListOpen(true);
  else if (canRecord) openRecordDialog();
}
