import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { readPassword } from './cluster.ts';
import { type Access, ask } from './connect.ts';
import { type DemoDirectory, readIfThere } from './directory.ts';
import { tellServer } from './programs.ts';

/** Another process that is starting the same laboratory is waited for this long; a start takes about two seconds. */
const START_MS = 30_000;
const POLL_MS = 100;
/** How long an orphaned server may take for a fast shutdown, then for an immediate one. */
const ORPHAN_STOPS = [
  ['fast', 8000],
  ['immediate', 3000],
] as const;

/**
 * Looks at what an earlier or another process left in the folder, and clears away what is dead.
 * @returns how to reach the laboratory that is running, or null: the folder is now this process's to start
 * @throws when another process keeps starting and never gets ready, or an orphan cannot be stopped
 */
export async function settleLeftovers(
  directory: DemoDirectory,
  binaries: Binaries,
  signal: AbortSignal,
): Promise<Access | null> {
  const deadline = Date.now() + START_MS + 10_000;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const owner = readOwner(directory);
    // A process id alone proves little, since ids are used again: it counts only for as long as a start may take.
    // Afterwards the lock in the database decides.
    const starting = owner !== null && isAlive(owner.pid) && Math.abs(Date.now() - owner.since) < START_MS;
    const server = readPostmaster(directory);
    const password = readPassword(directory);
    const answer = server && password ? await inquire({ port: server.port, password }, directory) : 'silent';
    const complete = owner !== null && isAlive(owner.pid) && existsSync(directory.complete);
    if (answer === 'owned' && complete && server && password) return { port: server.port, password };
    // Owned by a dead process: its connection is about to close.
    if (answer === 'owned' || starting) {
      await sleep(POLL_MS, undefined, { signal });
      continue;
    }
    if (server && (answer === 'orphaned' || isPostmasterOf(server.pid, directory))) {
      await stopOrphan(server.pid, directory, binaries, signal);
    }
    // Only now is the file certainly a dead server's: PostgreSQL itself would be fooled by a process that was given the
    // same id after a reboot, and refuse to start.
    rmSync(join(directory.cluster, 'postmaster.pid'), { force: true });
    if (takeOwnership(directory)) return null;
  }
  throw new Error(
    `Another Oriole Monitor has been starting the demo in ${directory.root} for ${START_MS / 1000} s. Close it, then try again.`,
  );
}

/** Gives the folder back; the database must be stopped by then. */
export function releaseOwnership({ owner }: DemoDirectory): void {
  rmSync(owner, { force: true });
}

interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** https://www.postgresql.org/docs/18/storage-file-layout.html: postmaster.pid holds the pid, folder, start time, port … */
function readPostmaster({ cluster }: DemoDirectory): Postmaster | null {
  const lines = readIfThere(join(cluster, 'postmaster.pid'))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 1 ? { pid, port: Number.isInteger(port) ? port : 0 } : null;
}

/** Who answers at that port: a laboratory that lives, a server of ours whose host has died, or nobody of ours. */
async function inquire(access: Access, { cluster }: DemoDirectory): Promise<'owned' | 'orphaned' | 'silent'> {
  if (access.port === 0) return 'silent';
  const answer = await ask(access);
  if (answer === null || !isSameFolder(answer.folder, cluster)) return 'silent';
  return answer.claimed ? 'owned' : 'orphaned';
}

function isSameFolder(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

/** Which process took the folder, and when (milliseconds since 1970). */
function readOwner({ owner }: DemoDirectory): { readonly pid: number; readonly since: number } | null {
  const [pid, since] = (readIfThere(owner) ?? '').split(' ').map(Number);
  return pid !== undefined && since !== undefined && Number.isInteger(pid) && pid > 1 ? { pid, since } : null;
}

function takeOwnership(directory: DemoDirectory): boolean {
  rmSync(directory.owner, { force: true });
  try {
    writeFileSync(directory.owner, `${process.pid} ${Date.now()}\n`, { flag: 'wx' });
    return true;
  } catch {
    // Somebody else was quicker.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** True when the process with this id is a server of this very folder, and not a stranger who was given the same id. */
function isPostmasterOf(pid: number, { cluster }: DemoDirectory): boolean {
  if (!isAlive(pid)) return false;
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        : execFileSync('ps', ['-p', `${pid}`, '-o', 'command='], { encoding: 'utf8' });
    return command.includes(cluster);
  } catch {
    return false;
  }
}

async function stopOrphan(
  pid: number,
  directory: DemoDirectory,
  binaries: Binaries,
  signal: AbortSignal,
): Promise<void> {
  for (const [manner, patience] of ORPHAN_STOPS) {
    tellServer(pid, manner, binaries, directory);
    for (const end = Date.now() + patience; Date.now() < end; ) {
      if (!isAlive(pid)) return;
      await sleep(POLL_MS / 4, undefined, { signal });
    }
  }
  throw new Error(`A database of an earlier demo (process ${pid}) does not stop. End that process, then try again.`);
}
