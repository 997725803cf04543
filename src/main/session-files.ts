import { app, dialog } from 'electron';
import type { Library } from '#core/sessions/library.ts';
import { formatAddress } from '#shared/address.ts';
import type { Windows } from './windows.ts';

/** What is needed of the library to open a file. */
type Shelf = Pick<Library, 'add'>;

/**
 * Opens session files that macOS hands over. Call it before the application is ready: the one that it was started with
 * comes right then.
 */
export function setupSessionFiles(open: (file: string) => void): void {
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open(file);
  });
}

/** Takes a file into the library. Where its session opens, as a path of the viewer; null when it could not be taken. */
export async function takeFile(library: Shelf, file: string): Promise<string | null> {
  const { done, id, sentence } = await library.add(file);
  if (done && id !== null) {
    return formatAddress({ page: 'wall' }, id);
  }
  // Not awaited: the application goes on behind it. What fails here has nobody else to be told.
  dialog
    .showMessageBox({ type: 'warning', message: 'The recording cannot be opened.', detail: sentence ?? file })
    .catch(() => undefined);
  return null;
}

/** Opens a file in a window that shows its session already, or in another one. */
export async function showFile(library: Shelf, windows: Windows, file: string): Promise<void> {
  const path = await takeFile(library, file);
  if (path === null) {
    windows.show();
  } else {
    windows.showPlace(path);
  }
}
