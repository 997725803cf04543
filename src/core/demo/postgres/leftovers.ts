import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
const GATE_MS = 2000;
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
    const ownerText = readIfThere(directory.owner);
    const owner = parseOwner(ownerText);
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
    if (!takeOwnership(directory, ownerText)) {
      await sleep(POLL_MS, undefined, { signal });
      continue;
    }
    // Only now is the file certainly a dead server's: PostgreSQL itself would be fooled by a process that was given the
    // same id after a reboot, and refuse to start.
    rmSync(join(directory.cluster, 'postmaster.pid'), { force: true });
    return null;
  }
  throw new Error(
    `Another Oriole Monitor has been starting the demo in ${directory.root} for too long. Close it, then try again.`,
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
function parseOwner(text: string | null): { readonly pid: number; readonly since: number } | null {
  const [pid, since] = (text ?? '').split(' ').map(Number);
  return pid !== undefined && since !== undefined && Number.isInteger(pid) && pid > 1 ? { pid, since } : null;
}

/**
 * Takes the folder, unless somebody was quicker. Two that find the same owner dead must not both replace it: only one
 * at a time is let in to look again and write.
 * @param dead what the owner's file said when its owner was found dead; null when there was no file
 */
function takeOwnership({ owner }: DemoDirectory, dead: string | null): boolean {
  const gate = `${owner}.gate`;
  try {
    mkdirSync(gate);
  } catch {
    const since = statSync(gate, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    // Whoever went in was killed there; a look and a write take less than a millisecond.
    if (Date.now() - since > GATE_MS) rmSync(gate, { recursive: true, force: true });
    return false;
  }
  try {
    if (readIfThere(owner) !== dead) return false;
    writeFileSync(owner, `${process.pid} ${Date.now()}\n`);
    return true;
  } finally {
    rmSync(gate, { recursive: true, force: true });
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
      // A killed host's children may stay as zombies, which have an id but no command line.
      if (!(process.platform === 'win32' ? isAlive(pid) : isPostmasterOf(pid, directory))) return;
      await sleep(POLL_MS / 4, undefined, { signal });
    }
  }
  throw new Error(`A database of an earlier demo (process ${pid}) does not stop. End that process, then try again.`);
}
