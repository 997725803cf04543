import { finishSession } from '#core/sessions/finish.ts';
import { PackedFile } from '#core/sessions/packed-file.ts';
import { SessionFileError } from '#core/sessions/session-file.ts';
import { counted, ProgressLine } from './progress-line.ts';

/**
 * Opens a session for a command. One whose recording was cut short is closed first: nobody else does where it is not in
 * the library.
 * @param onProblem is given a sentence for each part that cannot be read
 * @throws SessionFileError
 */
export async function openSession(path: string, onProblem: (sentence: string) => void): Promise<PackedFile> {
  try {
    return new PackedFile(path, onProblem);
  } catch (error) {
    if (!(error instanceof SessionFileError) || error.kind !== 'unfinished') throw error;
  }
  const line = new ProgressLine();
  const { actions } = await finishSession(path, (share) => line.show(`Closing the file: ${Math.round(share * 100)} %`));
  line.end();
  console.error(`The recording had been cut short. The file is closed now, with ${counted(actions, 'action')}.`);
  return new PackedFile(path, onProblem);
}
