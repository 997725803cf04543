import { type FSWatcher, unwatchFile, watch, watchFile } from 'node:fs';
import { basename, dirname } from 'node:path';

/** The system's notices do not come from network drives, and may run out; then the file is looked at this often. */
const LOOK_EVERY_MS = 1_000;

/**
 * Tells when a file may have changed, whoever changed it; also when it appears or goes. Keeps no process running.
 * @returns what ends it
 */
export function watchFileForChanges(path: string, onMaybeChanged: () => void): () => void {
  const name = basename(path);
  let watcher: FSWatcher | null = null;
  try {
    // The folder: a file that is replaced would take its watcher with it.
    watcher = watch(dirname(path), { persistent: false }, (_, changed) => {
      if (changed === null || changed === name) onMaybeChanged();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // Looked at from time to time is enough.
  }
  const listener = () => onMaybeChanged();
  watchFile(path, { persistent: false, interval: LOOK_EVERY_MS }, listener);
  return () => {
    watcher?.close();
    unwatchFile(path, listener);
  };
}
