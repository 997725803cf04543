import type pg from 'pg';
import { quote } from '#core/database/actions.ts';
import type { TableName, Value } from '#core/sessions/rows.ts';
import { ImportError } from './problem.ts';

/** The ids of a table that rows are written into. */
export class TableIds {
  readonly #client: pg.Client;
  readonly #schema: string;
  readonly #table: TableName;
  /** What gives the ids out; null: nothing does. */
  readonly #sequence: string | null;

  private constructor(client: pg.Client, schema: string, table: TableName, sequence: string | null) {
    this.#client = client;
    this.#schema = schema;
    this.#table = table;
    this.#sequence = sequence;
  }

  static async of(client: pg.Client, schema: string, table: TableName): Promise<TableIds> {
    const { rows } = await client.query<{ sequence: string | null }>(
      `SELECT pg_get_serial_sequence($1, 'id') AS sequence`,
      [`${quote(schema)}.${table}`],
    );
    return new TableIds(client, schema, table, rows[0]?.sequence ?? null);
  }

  /** Refuses ids that rows have already. */
  async refuseTaken(ids: readonly Value[]): Promise<void> {
    const { rows } = await this.#client.query<{ id: string }>(
      `SELECT id::text FROM ${quote(this.#schema)}.${this.#table} WHERE id = ANY($1::bigint[]) LIMIT 1`,
      [ids],
    );
    if (!rows[0]) return;
    throw new ImportError(
      `The table ${this.#table} has a row with the id ${rows[0].id} already, which the session has too. Give the rows new ids with --renumber, or choose another schema.`,
    );
  }

  /** New ids, which nobody else is given. */
  async take(count: number): Promise<number[]> {
    if (this.#sequence === null) {
      throw new ImportError(
        `The ids of ${this.#table} are not given out by a sequence, so there are no new ones to be had. Choose another schema.`,
      );
    }
    const { rows } = await this.#client.query<{ id: number }>(
      'SELECT nextval($1::regclass) AS id FROM generate_series(1, $2::int)',
      [this.#sequence, count],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Lets the sequence go on behind the ids that were written, so that the next row does not meet one of them. */
  async advance(): Promise<void> {
    if (this.#sequence === null) return;
    await this.#client.query(
      `SELECT setval($1::regclass, ids.last) FROM (SELECT max(id) AS last FROM ${quote(this.#schema)}.${this.#table}) ids
        WHERE ids.last > coalesce(pg_sequence_last_value($1::regclass), 0)`,
      [this.#sequence],
    );
  }
}
