import type { DatabaseSync } from 'node:sqlite';
import type { SessionSelection } from '#shared/domain/session.ts';
import { type Row, type RowSource, readable, type TableColumn, type TableName } from './rows.ts';
import { readTableColumns } from './session-file.ts';

/** Rows a page; others wait meanwhile. */
const PAGE = 1_000;

/** Whole rows of a session that is not closed yet. What cannot be read throws: see `salvage.ts`. */
export class PlainRows implements RowSource {
  readonly columns: Readonly<Record<TableName, readonly TableColumn[]>>;
  readonly #file: DatabaseSync;

  constructor(file: DatabaseSync) {
    this.#file = file;
    this.columns = readTableColumns(file);
  }

  async experiments(_: SessionSelection) {
    const columns = this.columns.experiments;
    // Actions are never given up because the row of their experiment is missing.
    const orphans = this.#file
      .prepare(
        'SELECT DISTINCT experiment_id AS id FROM agent_actions WHERE experiment_id NOT IN (SELECT id FROM experiments)',
      )
      .all()
      .map(({ id }): Row => columns.map(({ name }) => (name === 'id' ? Number(id) : null)));
    return { experiments: [...this.#all('experiments'), ...orphans], mazes: this.#all('mazes') };
  }

  async count(_: SessionSelection): Promise<number> {
    return Number(this.#file.prepare('SELECT count(*) AS count FROM agent_actions').get()?.['count'] ?? 0);
  }

  async *actions(experimentId: number, _: SessionSelection): AsyncGenerator<readonly Row[]> {
    const columns = this.columns.agent_actions;
    const list = columns.map(readable).join(', ');
    const place = (wanted: string) => columns.findIndex(({ name }) => name === wanted);
    const [id, step] = [place('id'), place('step_number')];
    const of = (where: string) => {
      const statement = this.#file.prepare(
        `SELECT ${list} FROM agent_actions WHERE experiment_id = ? AND ${where} ORDER BY step_number, id LIMIT ${PAGE}`,
      );
      statement.setReturnArrays(true);
      return statement;
    };
    // Those without a step number come first, as in every run.
    const unnumbered = of('step_number IS NULL AND id > ?');
    const numbered = of('(step_number, id) > (?, ?)');
    for (let last = -1; ; ) {
      const rows = unnumbered.all(experimentId, last) as unknown as Row[];
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) break;
      last = Number(rows.at(-1)?.[id]);
    }
    for (let key: [number, number] = [Number.MIN_SAFE_INTEGER, -1]; ; ) {
      const rows = numbered.all(experimentId, ...key) as unknown as Row[];
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) break;
      key = [Number(rows.at(-1)?.[step]), Number(rows.at(-1)?.[id])];
      await new Promise(setImmediate);
    }
  }

  #all(table: 'mazes' | 'experiments'): Row[] {
    const list = this.columns[table].map(readable).join(', ');
    const statement = this.#file.prepare(`SELECT ${list} FROM ${table} ORDER BY id`);
    statement.setReturnArrays(true);
    return statement.all() as unknown as Row[];
  }
}
