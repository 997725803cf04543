import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { readSql } from '#core/paths.ts';

export type LaboratorySetup = 'empty' | 'tables' | 'triggers';

/** A database of its own with Oriole's tables, and what writes to it as Oriole does. */
export class Laboratory {
  readonly url: string;
  readonly db: pg.Pool;
  readonly #admin: pg.Pool;
  readonly #name: string;

  private constructor(url: string, name: string, admin: pg.Pool) {
    this.url = url;
    this.#name = name;
    this.#admin = admin;
    this.db = new pg.Pool({ connectionString: url, max: 20, application_name: 'laboratory' });
    // Databases are dropped, and servers stopped, under open connections.
    this.db.on('error', () => {});
    admin.on('error', () => {});
  }

  /**
   * @param setup `tables` creates Oriole's tables, `triggers` also installs the triggers, `empty` nothing
   * @param server the URL of the PostgreSQL to make it in
   */
  static async create(setup: LaboratorySetup, server: string): Promise<Laboratory> {
    const admin = new pg.Pool({ connectionString: server, max: 1 });
    const name = `lab_${randomBytes(6).toString('hex')}`;
    const template = setup === 'empty' ? 'template0' : await templateWith(setup, server, admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
    return new Laboratory(databaseUrl(server, name), name, admin);
  }

  async addMaze(grid: unknown, width: number, height: number, name = 'test maze'): Promise<number> {
    const { rows } = await this.db.query<{ id: number }>(
      'INSERT INTO mazes (name, width, height, grid_data) VALUES ($1, $2, $3, $4) RETURNING id',
      [name, width, height, JSON.stringify(grid)],
    );
    return rows[0]?.id ?? 0;
  }

  async addExperiment(model = 'test-model', mazeId: number | null = null): Promise<number> {
    const { rows } = await this.db.query<{ id: number }>(
      'INSERT INTO experiments (model_name, maze_id, start_x, start_y, goal_found) VALUES ($1, $2, 1, 1, false) RETURNING id',
      [model, mazeId],
    );
    return rows[0]?.id ?? 0;
  }

  /** One action, by a connection of the pool or one inside a transaction. Returns its id. */
  async addAction(experimentId: number, step: number, on: pg.Pool | pg.PoolClient = this.db): Promise<number> {
    const { rows } = await on.query<{ id: number }>(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, tiles_seen)
       VALUES ($1, $2, 'move_east', $3, 1, $4, 1, true, $5) RETURNING id`,
      [experimentId, step, step % 50, (step % 50) + 1, JSON.stringify({ [`${step % 50},2`]: 0 })],
    );
    return rows[0]?.id ?? 0;
  }

  /** Many actions in one INSERT. */
  async addActions(experimentId: number, first: number, count: number): Promise<void> {
    await this.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success)
       SELECT $1, $2 + i, 'move_east', i % 50, 1, i % 50 + 1, 1, i % 7 <> 0 FROM generate_series(0, $3 - 1) AS i`,
      [experimentId, first, count],
    );
  }

  async idsOf(experimentId: number): Promise<number[]> {
    const { rows } = await this.db.query<{ id: number }>(
      'SELECT id FROM agent_actions WHERE experiment_id = $1 ORDER BY id',
      [experimentId],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the monitors' sessions here, as an administrator may; not those of other tests on the same server. */
  async endMonitors(): Promise<void> {
    await this.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'oriole-monitor' AND datname = current_database()`,
    );
  }

  async remove(): Promise<void> {
    await this.db.end();
    await this.#admin.query(`DROP DATABASE IF EXISTS ${this.#name} WITH (FORCE)`);
    await this.#admin.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A database to be copied: there are hundreds in a run of the tests, and to copy one takes a third of making it. */
async function templateWith(setup: 'tables' | 'triggers', server: string, admin: pg.Pool): Promise<string> {
  const name = `laboratory_with_${setup}`;
  const isThere = async (client: pg.Pool | pg.PoolClient) =>
    (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1;
  if (await isThere(admin)) return name;
  const client = await admin.connect();
  try {
    // Tests in other processes want it as well; it has its name once it is complete.
    await client.query('SELECT pg_advisory_lock(1)');
    if (!(await isThere(client))) {
      const unfinished = `${name}_unfinished`;
      await client.query(`CREATE DATABASE ${unfinished}`);
      const database = new pg.Client(databaseUrl(server, unfinished));
      await database.connect();
      await database.query(readSql('demo-schema'));
      if (setup === 'triggers') await database.query(readSql('triggers'));
      await database.end();
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock(1)');
    client.release();
  }
  return name;
}
