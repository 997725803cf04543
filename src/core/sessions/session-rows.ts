import type { SessionSelection } from '#shared/domain/session.ts';
import { PackedFile } from './packed-file.ts';
import { type Row, type RowSource, type TableColumn, type TableName, TEXT_COLUMNS } from './rows.ts';

/** Rows a page: some blocks of texts. */
const PAGE = 2_048;

/** Whole rows of a closed session. */
export class SessionRows implements RowSource {
  readonly columns: Readonly<Record<TableName, readonly TableColumn[]>>;
  readonly #file: PackedFile;
  readonly #isOwn: boolean;

  /** @param isOwn whether {@link close} closes the file */
  constructor(file: PackedFile, isOwn = false) {
    this.#file = file;
    this.#isOwn = isOwn;
    this.columns = file.columns;
  }

  /**
   * @param onProblem is given a sentence for each part that cannot be read
   * @throws SessionFileError
   */
  static open(path: string, onProblem: (sentence: string) => void = () => {}): SessionRows {
    return new SessionRows(new PackedFile(path, onProblem), true);
  }

  /** The row of `session`. */
  session(): Readonly<Record<string, unknown>> {
    return this.#file.session();
  }

  close(): void {
    if (this.#isOwn) this.#file.close();
  }

  async experiments(selection: SessionSelection) {
    const runs = new Map(this.#file.runs().map((run) => [run.experimentId, run]));
    const columns = this.columns.experiments;
    const place = (wanted: string) => columns.findIndex(({ name }) => name === wanted);
    const [id, maze] = [place('id'), place('maze_id')];
    const [from, to] = inMicroseconds(selection);
    const experiments = this.#file.rowsOf('experiments', selection.experiments).filter((row) => {
      const run = runs.get(Number(row[id]));
      if (from === null && to === null) return true;
      const { firstAt, lastAt } = run ?? { firstAt: null, lastAt: null };
      return (from === null || (lastAt ?? from) >= from) && (to === null || (firstAt ?? to) <= to);
    });
    const mazes = new Set(experiments.flatMap((row) => (row[maze] === null ? [] : [Number(row[maze])])));
    return {
      experiments: experiments.map((row) => without(row, columns, selection, 'experiments')),
      mazes: this.#file.rowsOf('mazes', [...mazes]),
    };
  }

  async count({ experiments }: SessionSelection): Promise<number> {
    const wanted = experiments === null ? null : new Set(experiments);
    return this.#file
      .runs()
      .filter(({ experimentId }) => wanted === null || wanted.has(experimentId))
      .reduce((sum, { actions }) => sum + actions, 0);
  }

  async *actions(experimentId: number, selection: SessionSelection): AsyncGenerator<readonly Row[]> {
    const columns = this.columns.agent_actions;
    const at = columns.findIndex(({ name }) => name === 'timestamp');
    const [from, to] = inMicroseconds(selection);
    const left = new Set(selection.texts ? [] : TEXT_COLUMNS.agent_actions);
    for (const { firstPlace, actions } of this.#file.blocks(experimentId)) {
      for (let first = firstPlace; first < firstPlace + actions; first += PAGE) {
        const last = Math.min(first + PAGE, firstPlace + actions) - 1;
        const rows = this.#file.rows(first, last, left).filter((row) => {
          const time = row[at];
          return typeof time !== 'number' || ((from === null || time >= from) && (to === null || time <= to));
        });
        if (rows.length > 0) yield rows;
        // A page is some milliseconds of work, and others wait.
        await new Promise(setImmediate);
      }
    }
  }
}

function inMicroseconds({ from, to }: SessionSelection): [number | null, number | null] {
  return [from === null ? null : from * 1_000, to === null ? null : to * 1_000];
}

/** A row as a selection wants it. */
function without(row: Row, columns: readonly TableColumn[], { texts }: SessionSelection, table: TableName): Row {
  if (texts) return row;
  return row.map((value, n) => (TEXT_COLUMNS[table].includes(columns[n]?.name ?? '') ? null : value));
}
