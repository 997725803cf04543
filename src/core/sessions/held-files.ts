import { realpathSync } from 'node:fs';

/**
 * Files that this process writes through SQLite at the moment. Nothing else here may open them, not even to look: closing
 * any descriptor of a file gives up all locks that a process has on it (https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_),
 * and another program would take it for one that nobody records into any more.
 */
const held = new Set<string>();

/** Says that a file is being written. Returns how to say that it is not any more. */
export function holdFile(path: string): () => void {
  const real = realOf(path);
  held.add(real);
  return () => held.delete(real);
}

/** Whether this process writes a file at the moment. */
export function isHeld(path: string): boolean {
  return held.size > 0 && held.has(realOf(path));
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
