import { quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import type { Schema } from './schema.ts';

/** Who may still commit rows with ids that were given out already. */
export class Writers {
  readonly #holders: ReadonlySet<string>;
  readonly #oldest: bigint;
  readonly #next: bigint;
  /** False where this server cannot tell. */
  readonly known: boolean;

  constructor(holders: ReadonlySet<string>, oldest: bigint, next: bigint, known: boolean) {
    this.#holders = holders;
    this.#oldest = oldest;
    this.#next = next;
    this.known = known;
  }

  /** True when there certainly is nobody. */
  get none(): boolean {
    return this.known && this.#holders.size === 0;
  }

  /** True when each of them had certainly ended at a later look. */
  allEndedBy(later: Writers): boolean {
    return this.known && later.known && later.#oldest >= this.#next && this.#holders.isDisjointFrom(later.#holders);
  }
}

/**
 * Looks at who may still write. Two proofs are asked for together. `pg_current_snapshot()` tells which transaction
 * *ids* are still running, but a transaction draws its row's id from the sequence before it has a transaction id; it
 * does hold ROW EXCLUSIVE on the table by then, which `pg_locks` shows to everybody.
 *
 * Neither is enough where sessions keep ids of the sequence in store (`CACHE`): there every session that was open is a
 * possible writer. And nothing is enough on a standby, which does not know its primary's locks, or where ids are given
 * out elsewhere: there missing ids are never given up (docs/decisions/0009).
 */
export class WriterQueries {
  readonly #database: Queryable;
  readonly #table: string;
  readonly #idOrder: Schema['idOrder'];

  constructor(database: Queryable, schema: Schema) {
    this.#database = database;
    this.#table = `${quote(schema.name)}.agent_actions`;
    this.#idOrder = schema.idOrder;
  }

  async now(): Promise<Writers> {
    const sessions =
      this.#idOrder === 'cached'
        ? `UNION SELECT 'session ' || a.pid FROM pg_stat_activity a
             WHERE a.datname = current_database() AND a.application_name IS DISTINCT FROM 'oriole-monitor'`
        : '';
    // txid_current_snapshot() is the name that servers before 13 know, and later ones still do.
    const { rows } = await this.#database.query<{
      oldest: string;
      next: string;
      holders: string[];
      recovery: boolean;
    }>(
      `SELECT txid_snapshot_xmin(s)::text AS oldest, txid_snapshot_xmax(s)::text AS next,
              ARRAY(SELECT l.virtualtransaction FROM pg_locks l
                     WHERE l.locktype = 'relation' AND l.relation = $1::regclass
                       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                       AND l.mode = 'RowExclusiveLock' ${sessions}) AS holders,
              pg_is_in_recovery() AS recovery
         FROM (SELECT txid_current_snapshot() AS s) AS snapshot`,
      [this.#table],
    );
    const row = rows[0];
    const known = row !== undefined && !row.recovery && this.#idOrder !== 'unknown';
    return new Writers(new Set(row?.holders), BigInt(row?.oldest ?? 0), BigInt(row?.next ?? 0), known);
  }
}
