import type pg from 'pg';
import { quote } from './actions.ts';
import type { Schema } from './schema.ts';

/** Who may still commit rows with ids that were given out already. */
export class Writers {
  readonly #transactions: ReadonlySet<string>;
  readonly #oldest: bigint;
  readonly #next: bigint;

  constructor(transactions: ReadonlySet<string>, oldest: bigint, next: bigint) {
    this.#transactions = transactions;
    this.#oldest = oldest;
    this.#next = next;
  }

  /** Transactions that hold a writer's lock on the table. */
  get count(): number {
    return this.#transactions.size;
  }

  /** True when each of these transactions had ended at a later look. */
  allEndedBy(later: Writers): boolean {
    return later.#oldest >= this.#next && this.#transactions.isDisjointFrom(later.#transactions);
  }
}

/**
 * Looks at running transactions. Two proofs are asked for together. `pg_current_snapshot()` tells which transaction
 * *ids* are still running, but a transaction draws its row's id from the sequence before it has a transaction id; it
 * does hold ROW EXCLUSIVE on the table by then, which `pg_locks` shows to everybody.
 */
export class WriterQueries {
  readonly #pool: pg.Pool;
  readonly #table: string;

  constructor(pool: pg.Pool, schema: Schema) {
    this.#pool = pool;
    this.#table = `${quote(schema.name)}.agent_actions`;
  }

  async now(): Promise<Writers> {
    // txid_current_snapshot() is the name that servers before 13 know, and later ones still do.
    const { rows } = await this.#pool.query<{ oldest: string; next: string; writers: string[] }>(
      `SELECT txid_snapshot_xmin(s)::text AS oldest, txid_snapshot_xmax(s)::text AS next,
              ARRAY(SELECT DISTINCT l.virtualtransaction FROM pg_locks l
                     WHERE l.locktype = 'relation' AND l.relation = $1::regclass
                       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                       AND l.mode = 'RowExclusiveLock') AS writers
         FROM (SELECT txid_current_snapshot() AS s) AS snapshot`,
      [this.#table],
    );
    const row = rows[0];
    return new Writers(new Set(row?.writers), BigInt(row?.oldest ?? 0), BigInt(row?.next ?? 0));
  }
}
