import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, Binaries } from './binaries.ts';
import type { DemoDirectory } from './directory.ts';
import { type Program, startProgram, tellServer } from './programs.ts';

/** A PostgreSQL server that this process started. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
  /** The last lines of its log. */
  readonly lastLines: () => string;
  /** Stops it: in order, then abruptly. Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** A port may be taken between being chosen and being used, and a dead server's memory may linger for a moment. */
const ATTEMPTS = 5;
/** Between two attempts. */
const RETRY_MS = 150;
/** A fast shutdown that takes too long becomes an immediate one, which costs nothing but time at the next start. */
const STOPS = [
  ['fast', 2000],
  ['immediate', 800],
] as const;

const READY = 'database system is ready to accept connections';

/**
 * Starts the server on a free port of 127.0.0.1.
 * @throws with the last lines of its log, or the signal's reason
 */
export async function startServer(
  binaries: Binaries,
  directory: DemoDirectory,
  account: Account,
  signal: AbortSignal,
): Promise<Server> {
  let problem: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(RETRY_MS, undefined, { signal });
    const port = await findFreePort();
    signal.throwIfAborted();
    try {
      return await startOnce(binaries, directory, account, signal, port);
    } catch (error) {
      signal.throwIfAborted();
      problem = error;
    }
  }
  throw problem;
}

async function startOnce(
  binaries: Binaries,
  directory: DemoDirectory,
  account: Account,
  signal: AbortSignal,
  port: number,
): Promise<Server> {
  let announce: () => void = () => undefined;
  const ready = new Promise<'ready'>((settle) => {
    announce = () => settle('ready');
  });
  const program = startProgram(binaries.postgres, serverArguments(directory, port), {
    cwd: directory.root,
    account,
    onLine: (line) => {
      if (line.includes(READY)) announce();
    },
  });
  const stop = createStop(program, binaries, directory);
  const abort = () => void stop();
  signal.addEventListener('abort', abort, { once: true });
  const first = await Promise.race([ready, program.ended]);
  signal.removeEventListener('abort', abort);
  if (signal.aborted) {
    await stop();
    signal.throwIfAborted();
  }
  const { pid } = program.child;
  if (first !== 'ready' || pid === undefined) {
    throw new Error(`The demo database did not start. PostgreSQL said:\n${program.lastLines()}`);
  }
  // A last net for process.exit() and uncaught exceptions. A killed process leaves the server to the next start.
  const net = () => program.child.kill('SIGINT');
  process.once('exit', net);
  const ended = program.ended.finally(() => process.removeListener('exit', net));
  return { port, pid, ended, lastLines: program.lastLines, stop };
}

function serverArguments({ cluster }: DemoDirectory, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    // No socket files in /tmp: one door is enough, and it asks for the password.
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '16MB',
    max_wal_size: '128MB',
    // Reading ahead by workers gains nothing at this size.
    io_method: 'sync',
    logging_collector: 'off',
    lc_messages: 'C',
  };
  return [
    '-D',
    cluster,
    '-p',
    `${port}`,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

function createStop(
  { child, ended, kill }: Program,
  binaries: Binaries,
  directory: DemoDirectory,
): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    const { pid } = child;
    for (const [manner, patience] of STOPS) {
      if (pid !== undefined) tellServer(pid, manner, binaries, directory);
      const timer = new AbortController();
      const late = sleep(patience, 'late', { signal: timer.signal }).catch(() => 'late');
      const outcome = await Promise.race([ended, late]);
      timer.abort();
      if (outcome !== 'late') return;
    }
    kill();
    await ended;
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

/** A port of 127.0.0.1 that nobody listens on at the moment. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('No free port was found on 127.0.0.1.'));
      });
    });
  });
}
