import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Account } from './binaries.ts';

/** Where everything of one demo laboratory lies. */
export interface DemoDirectory {
  readonly root: string;
  /** PostgreSQL's own data folder. */
  readonly cluster: string;
  readonly password: string;
  /** Written first: this folder was made by Oriole Monitor, and may be emptied by it. */
  readonly mark: string;
  /** Written last: the database is complete. Says with which version it was made. */
  readonly complete: string;
  /** Which process starts, or runs, the laboratory. */
  readonly owner: string;
}

/** The demo laboratory's folder, when none is named: in the user's data folder. */
export function defaultDemoDirectory(): string {
  // Root's home is closed to the account that the database then runs under.
  if (process.getuid?.() === 0) return '/var/lib/oriole-monitor/demo';
  return join(userDataFolder(), 'Oriole Monitor', 'demo');
}

function userDataFolder(): string {
  const { env } = process;
  if (process.platform === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
}

/** The paths in a demo folder. */
export function describeDirectory(dataDir: string): DemoDirectory {
  const root = resolve(dataDir);
  return {
    root,
    cluster: join(root, 'cluster'),
    password: join(root, 'password'),
    mark: join(root, 'made-by-oriole-monitor'),
    complete: join(root, 'complete'),
    owner: join(root, 'owner'),
  };
}

/**
 * Makes the folder, for the account that the database runs under.
 * @throws when it holds what Oriole Monitor did not make, or when that account cannot reach it
 */
export function prepareDirectory(directory: DemoDirectory, account: Account): void {
  const { root, mark } = directory;
  if (existsSync(root) && !existsSync(mark) && readdirSync(root).length > 0) {
    throw new Error(`${root} holds files that are not the demo's. Name an empty folder for the demo database.`);
  }
  mkdirSync(dirname(root), { recursive: true });
  if (!existsSync(root)) mkdirSync(root, { mode: 0o700 });
  if (!existsSync(mark))
    writeFileSync(mark, 'This folder was made by Oriole Monitor for its demo. It may be deleted.\n');
  if (!account) return;
  chownSync(root, account.uid, account.gid);
  requirePassage(dirname(root), account);
}

/** The initdb of a host that was killed may go on writing for a moment. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;

/** Removes everything but the mark: a database that was never finished, or that another version made. */
export function emptyDirectory(directory: DemoDirectory): void {
  if (!existsSync(directory.mark)) return;
  for (const name of readdirSync(directory.root)) {
    const path = join(directory.root, name);
    if (path !== directory.mark && path !== directory.owner) rmSync(path, REMOVAL);
  }
}

/** Writes a file that only its owner can read, for the account that needs it. */
export function writePrivate(path: string, text: string, account: Account): void {
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
  if (account) chownSync(path, account.uid, account.gid);
}

/** A file's text, null when there is no such file. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Makes sure that an account can go through a folder and all folders above it.
 * @throws naming the folder that is closed
 */
export function requirePassage(folder: string, { uid, gid }: NonNullable<Account>): void {
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid: owner, gid: group } = statSync(path);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new Error(
        `The account "postgres", under which the demo database runs, cannot enter ${path}. ` +
          `Allow it (chmod o+x ${path}) or name another folder.`,
      );
    }
    if (path === dirname(path)) return;
  }
}
