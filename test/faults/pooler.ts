import { existsSync, rmSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findAccount } from '#core/demo/postgres/binaries.ts';
import { type Program, startProgram } from '#core/demo/postgres/programs.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';

const USUAL_PLACES = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'];
/** Few, so that clients really share them. */
const POOLED = 4;

/** The program, or null where it is not installed. */
export const pgbouncer: string | null = process.env['PGBOUNCER'] ?? USUAL_PLACES.find(existsSync) ?? null;

/** What a session was left with. */
export interface SessionState {
  readonly readOnly: string;
  readonly statementTimeout: string;
  readonly prepared: number;
}

/** A real PgBouncer before a server. */
export class Pooler {
  readonly #folder: string;
  readonly #port: number;
  readonly #program: Program;
  readonly #net = () => {
    this.#program.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  };

  private constructor(folder: string, port: number, program: Program) {
    this.#folder = folder;
    this.#port = port;
    this.#program = program;
    process.once('exit', this.#net);
  }

  /**
   * @param server a superuser's URL
   * @param mode `transaction` gives every transaction another server session, `session` keeps it
   */
  static async before(server: string, mode: 'transaction' | 'session'): Promise<Pooler> {
    if (pgbouncer === null) throw new Error('pgbouncer is not installed');
    const { hostname, port: serverPort, username, password } = new URL(server);
    // PgBouncer refuses to run as root, as PostgreSQL does.
    const account = await findAccount();
    const folder = await mkdtemp(join(tmpdir(), 'oriole-pooler-'));
    await chmod(folder, 0o755);
    if (account) await chown(folder, account.uid, account.gid);
    const port = await freePort();
    const users = join(folder, 'users');
    const settings = join(folder, 'pgbouncer.ini');
    await writeFile(users, `"${username}" "${password}"\n`);
    await writeFile(
      settings,
      `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${mode === 'transaction' ? POOLED : 20}
server_round_robin = 1
max_client_conn = 100
`,
    );
    const ready = Promise.withResolvers<'ready'>();
    const program = startProgram(pgbouncer, [settings], {
      cwd: folder,
      account,
      onLine: (line) => {
        if (line.includes('process up')) ready.resolve('ready');
      },
    });
    if ((await Promise.race([ready.promise, program.ended])) !== 'ready') {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`pgbouncer did not start:\n${program.lastLines()}`);
    }
    return new Pooler(folder, port, program);
  }

  /** A database's URL by way of the pooler. */
  url(database: string): string {
    const url = new URL(database);
    url.port = String(this.#port);
    return url.href;
  }

  /** The state of every pooled session, as whoever gets it next will find it. */
  async sessions(database: string): Promise<SessionState[]> {
    const clients = Array.from({ length: POOLED }, () => new pg.Client({ connectionString: this.url(database) }));
    const states = new Map<number, SessionState>();
    await Promise.all(clients.map((client) => client.connect()));
    try {
      await until('every pooled session was had', async () => {
        // Transactions that are open at the same time are different sessions.
        await Promise.all(clients.map((client) => client.query('BEGIN')));
        for (const client of clients) {
          const { rows } = await client.query<SessionState & { pid: number }>(
            `SELECT pg_backend_pid() AS pid, current_setting('default_transaction_read_only') AS "readOnly",
                    current_setting('statement_timeout') AS "statementTimeout",
                    (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`,
          );
          for (const { pid, ...state } of rows) states.set(pid, state);
        }
        await Promise.all(clients.map((client) => client.query('ROLLBACK')));
        return states.size >= POOLED;
      });
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
    return [...states.values()];
  }

  async stop(): Promise<void> {
    process.removeListener('exit', this.#net);
    this.#program.kill();
    await this.#program.ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
