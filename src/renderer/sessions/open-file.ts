import { notifications } from '@mantine/notifications';
import { hostNow } from '../link/host.ts';
import { useHost } from '../state/host.ts';
import { complain, openSession } from './session-actions.tsx';
import { uploadSession } from './upload.ts';

const EXTENSION = '.oriole';

/** Has a person choose a file, and opens it: on the desktop where it lies, in a browser by an upload. */
export async function chooseSession(): Promise<void> {
  if (!useHost.getState().about?.choosesFiles) return chooseUpload();
  await add(null);
}

/** Opens files that lie on the host's machine, one after the other: the last one is what the window shows. */
export async function openPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) await add(path);
}

/** Opens files of this computer, which are handed to the host for that. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const sessions = files.filter(({ name }) => name.toLowerCase().endsWith(EXTENSION));
  if (sessions.length === 0) complain(`This is no recording: their names end in ${EXTENSION}.`);
  for (const file of sessions) await uploadSession(file);
}

async function add(path: string | null): Promise<void> {
  const outcome = await hostNow.sessions.add({ path }).catch(() => null);
  // Whoever chose nothing need not be told so.
  if (path === null && outcome && !outcome.done && outcome.sentence === null) return;
  if (!outcome?.done || outcome.id === null) return complain(outcome?.sentence ?? null);
  if (outcome.sentence !== null) notifications.show({ message: outcome.sentence, withBorder: true });
  openSession(outcome.id);
}

function chooseUpload(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = EXTENSION;
  input.addEventListener('change', () => void openFiles([...(input.files ?? [])]));
  input.click();
}
