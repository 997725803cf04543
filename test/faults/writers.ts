import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { createRandom, type Random } from '#core/demo/random.ts';

/** A row to write: which experiment, and its step. */
interface Row {
  readonly experiment: number;
  readonly step: number;
}

/** PostgreSQL's answers that mean "the server is not there at the moment": the fault's doing, tried again. */
const AWAY = /^(57P0[1-5]|08\d\d\d|53300|25P03)$/;

/**
 * Writers as a laboratory has them, several at once: single rows, several rows a statement, transactions that draw
 * their ids early and commit late, savepoints and transactions that are rolled back, tokens that are written later.
 *
 * A step number is never given twice to rows of different statements, so (experiment, step, id) names one row for
 * ever, also where TRUNCATE … RESTART IDENTITY gives out ids again.
 */
export class Writers {
  /** Rows whose commit was confirmed. */
  committed = 0;
  /** What the database refused, other than by not being there. */
  readonly refusals: string[] = [];
  readonly #db: () => pg.Pool;
  readonly #random: Random;
  readonly #experiments: number[];
  readonly #steps = new Map<number, number>();
  #running: Promise<unknown> | null = null;
  #stopped = false;

  /**
   * @param db where to write; asked before every act, because a standby may have become the primary
   * @param seed the same seed writes the same acts, though not at the same times
   */
  constructor(db: () => pg.Pool, experiments: readonly number[], seed: number) {
    this.#db = db;
    this.#experiments = [...experiments];
    this.#random = createRandom('writers', seed);
  }

  /** From now on these experiments are written to, and no others. */
  writeTo(experiments: readonly number[]): void {
    this.#experiments.splice(0, Number.POSITIVE_INFINITY, ...experiments);
  }

  /** Starts that many writers. */
  start(count: number): void {
    this.#stopped = false;
    this.#running = Promise.all(Array.from({ length: count }, () => this.#write()));
  }

  /** Lets every writer end what it began. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** One row each, by one statement: the last ones, behind which nothing else may come. */
  async close(experiments: readonly number[]): Promise<void> {
    const rows = experiments.map((experiment) => this.row(experiment));
    await this.insert(this.#db(), rows);
  }

  /** The next row of an experiment. */
  row(experiment: number): Row {
    const step = (this.#steps.get(experiment) ?? 0) + 1;
    this.#steps.set(experiment, step);
    return { experiment, step };
  }

  /** Rows for a large transaction, spread over the experiments. */
  rows(count: number): Row[] {
    return Array.from({ length: count }, () => this.#nextRow());
  }

  /** Writes rows in one statement. */
  async insert(on: pg.Pool | pg.PoolClient, rows: readonly Row[]): Promise<void> {
    await on.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, tiles_seen)
       SELECT e, s, 'move_east', s % 50, 1, s % 50 + 1, 1, s % 7 <> 0, jsonb_build_object((s % 50) || ',2', 0)
         FROM unnest($1::int[], $2::int[]) AS r (e, s)`,
      [rows.map(({ experiment }) => experiment), rows.map(({ step }) => step)],
    );
  }

  async #write(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#act();
        await delay(this.#random.whole(5, 40));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        // Without an SQLSTATE it is the connection that failed.
        if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') && !AWAY.test(code)) {
          this.refusals.push(`${code} ${error instanceof Error ? error.message : ''}`);
        }
        await delay(100);
      }
    }
  }

  async #act(): Promise<void> {
    const kind = this.#random.whole(1, 100);
    if (kind <= 35) await this.#statement(this.rows(1));
    else if (kind <= 55) await this.#statement(this.rows(this.#random.whole(2, 12)));
    else if (kind <= 60) await this.#statement(this.#twice());
    else if (kind <= 80) await this.#transaction('COMMIT');
    else if (kind <= 88) await this.#transaction('ROLLBACK');
    else if (kind <= 94) await this.#savepoint();
    else await this.#tokens();
  }

  async #statement(rows: readonly Row[]): Promise<void> {
    await this.insert(this.#db(), rows);
    this.committed += rows.length;
  }

  /** Draws ids one by one, dawdles, and commits when others have long committed higher ids, or never. */
  async #transaction(end: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const rows = this.rows(this.#random.whole(1, 6));
    await this.#within(end, async (client) => {
      for (const row of rows) {
        await this.insert(client, [row]);
        if (this.#random.whole(1, 3) === 1) await delay(this.#random.whole(1, 20));
      }
      await delay(this.#random.whole(1, 10) === 1 ? this.#random.whole(200, 900) : this.#random.whole(1, 120));
    });
    if (end === 'COMMIT') this.committed += rows.length;
  }

  async #savepoint(): Promise<void> {
    const [kept, dropped] = [this.rows(2), this.rows(2)];
    await this.#within('COMMIT', async (client) => {
      await this.insert(client, kept.slice(0, 1));
      await client.query('SAVEPOINT s');
      await this.insert(client, dropped);
      await client.query('ROLLBACK TO SAVEPOINT s');
      await this.insert(client, kept.slice(1));
    });
    this.committed += kept.length;
  }

  /** What is written after a turn: an UPDATE, which must not come through as another row. */
  async #tokens(): Promise<void> {
    const { experiment } = this.#nextRow();
    await this.#db().query(
      `UPDATE agent_actions SET input_tokens = 10, output_tokens = 20
        WHERE id = (SELECT id FROM agent_actions WHERE experiment_id = $1 ORDER BY step_number DESC LIMIT 1)`,
      [experiment],
    );
  }

  async #within(end: 'COMMIT' | 'ROLLBACK', work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#db().connect();
    let broken = true;
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query(end);
      broken = false;
    } finally {
      client.release(broken);
    }
  }

  /** Two rows with the same step number, as real data holds them. */
  #twice(): Row[] {
    const row = this.#nextRow();
    return [row, row];
  }

  #nextRow(): Row {
    return this.row(this.#random.pick(this.#experiments));
  }
}
