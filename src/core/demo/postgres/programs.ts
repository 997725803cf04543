import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Account, Binaries } from './binaries.ts';
import type { DemoDirectory } from './directory.ts';

/** How many lines of a program's output are kept for an error's sentence. */
const KEPT_LINES = 12;

/** A program of PostgreSQL that was started, with what it said last. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves when the program has ended, with its exit code (null: by a signal). Never rejects. */
  readonly ended: Promise<number | null>;
  /** The last lines of its output. */
  readonly lastLines: () => string;
  /** Ends it at once, with the programs that it started. */
  readonly kill: () => void;
}

/**
 * Starts a program of PostgreSQL. A program that cannot be started ends with code −1 and says why in its last lines.
 * @param onLine called with every line of its output
 */
export function startProgram(
  path: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly account: Account; readonly onLine?: (line: string) => void },
): Program {
  const lines: string[] = [];
  const keep = (line: string) => {
    if (line.trim() === '') return;
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    options.onLine?.(line);
  };
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl+C in a terminal reaches the whole group: the database must outlive it until this process has ended its work.
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(options.account ? { uid: options.account.uid, gid: options.account.gid } : {}),
  };
  const child = spawn(path, args, spawnOptions);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) keep(line.trimEnd());
    });
    stream?.on('close', () => keep(rest));
  }
  const ended = new Promise<number | null>((settle) => {
    child.on('error', (error) => {
      keep(error.message);
      // No 'close' follows when the program was never started.
      if (child.pid === undefined) settle(-1);
    });
    child.on('close', (code) => settle(code));
  });
  const kill = () => {
    try {
      if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  };
  return { child, ended, lastLines: () => lines.join('\n'), kill };
}

/**
 * Asks a server to stop, by the signals that PostgreSQL has for it. Windows has none: there pg_ctl speaks for them.
 * https://www.postgresql.org/docs/18/server-shutdown.html
 */
export function tellServer(
  pid: number,
  manner: 'fast' | 'immediate',
  binaries: Binaries,
  directory: DemoDirectory,
): void {
  const name = manner === 'fast' ? 'INT' : 'QUIT';
  if (process.platform === 'win32') {
    startProgram(binaries.pgCtl, ['kill', name, `${pid}`], { cwd: directory.root, account: null });
    return;
  }
  try {
    process.kill(pid, `SIG${name}`);
  } catch {
    // It is gone already: that is what was wanted.
  }
}

/** The user's PGDATA, PGPORT … are about other databases, and messages must be in the language that is looked for. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
