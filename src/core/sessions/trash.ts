import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Beside the files, so that moving one there is a change of its name and no copy. */
const FOLDER = '.oriole-trash';
const KEEP_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Moves a file into its folder's trash. Returns its new path. Throws what the system throws. */
export function moveToTrash(path: string): string {
  const folder = join(dirname(path), FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const trashed = join(folder, `${Date.now()} ${basename(path)}`);
  renameSync(path, trashed);
  return trashed;
}

/** Moves a file back to where it was, or beside what has its name by now. Returns its path. */
export function takeBack(trashed: string, path: string): string {
  const free = freePath(path);
  renameSync(trashed, free);
  return free;
}

/** Deletes what has been in a folder's trash for thirty days. */
export function emptyTrash(folder: string): void {
  const trash = join(folder, FOLDER);
  if (!existsSync(trash)) return;
  for (const name of readdirSync(trash)) {
    const at = Number(/^\d{13}/.exec(name)?.[0] ?? Number.NaN);
    if (Date.now() - at > KEEP_DAYS * DAY_MS) rmSync(join(trash, name), { force: true });
  }
}

/** The path, or the next one that nothing has: `a.oriole`, `a 2.oriole` … */
export function freePath(path: string): string {
  if (!existsSync(path)) return path;
  const dot = path.lastIndexOf('.');
  for (let n = 2; ; n++) {
    const next = `${path.slice(0, dot)} ${n}${path.slice(dot)}`;
    if (!existsSync(next)) return next;
  }
}
