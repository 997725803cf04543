import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import type { Account, Binaries } from './binaries.ts';
import { type DemoDirectory, readIfThere, writePrivate } from './directory.ts';
import { startProgram } from './programs.ts';

/** The role that owns the demo database. */
export const ROLE = 'oriole';

/**
 * Makes PostgreSQL's data folder and its password. It is made under another name and renamed when it is whole: an
 * initdb that outlives a killed host then works on in a folder that nobody looks at.
 * @throws what initdb said, or the signal's reason
 */
export async function createCluster(
  binaries: Binaries,
  directory: DemoDirectory,
  account: Account,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  writePrivate(directory.password, `${randomBytes(18).toString('base64url')}\n`, account);
  const making = `${directory.cluster}.${randomBytes(4).toString('hex')}`;
  const initdb = startProgram(
    binaries.initdb,
    [
      `--pgdata=${making}`,
      `--username=${ROLE}`,
      `--pwfile=${directory.password}`,
      '--auth=scram-sha-256',
      // The same on every machine, whatever languages it has.
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      // The settings stay the defaults' own; what the demo needs is on the server's command line.
      '--no-instructions',
    ],
    { cwd: directory.root, account },
  );
  signal.addEventListener('abort', initdb.kill, { once: true });
  const code = await initdb.ended;
  signal.removeEventListener('abort', initdb.kill);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`The demo database could not be made. initdb said:\n${initdb.lastLines()}`);
  renameSync(making, directory.cluster);
}

/** The database's password; null when there is none, or the folder was never finished. */
export function readPassword(directory: DemoDirectory): string | null {
  return readIfThere(directory.password)?.trim() || null;
}
