import type { ExperimentDetails } from '#shared/contract.ts';
import { describeFailure, type ExperimentSummary } from '#shared/domain/experiment.ts';
import { type Maze, readMaze } from '#shared/domain/maze.ts';
import { inZone } from './in-zone.ts';
import type { PackedFile, RunFacts } from './packed-file.ts';
import { inMilliseconds, type Row, type TableColumn, type Value } from './rows.ts';

/** The same as what the list shows of a database's texts. */
const MOST_TEXT = 500;

/** The experiments and mazes of a session. */
export class SessionExperiments {
  /** Newest first, as the list begins with a database. */
  readonly summaries: readonly ExperimentSummary[];
  readonly #file: PackedFile;
  readonly #timeZone: string | null;
  readonly #runs: ReadonlyMap<number, RunFacts>;

  constructor(file: PackedFile, timeZone: string | null) {
    this.#file = file;
    this.#timeZone = timeZone;
    this.#runs = new Map(file.runs().map((run) => [run.experimentId, run]));
    const names = mazeNames(file);
    this.summaries = file
      .rowsOf('experiments', null)
      .map((row) => this.#summary(row, names))
      .sort((a, b) => b.id - a.id);
  }

  /** When the last action was, milliseconds since 1970. */
  get lastAt(): number | null {
    const last = [...this.#runs.values()].reduce((most, { lastAt }) => Math.max(most, lastAt ?? 0), 0);
    return last === 0 ? null : inMilliseconds(last);
  }

  wallHits(id: number): number {
    return this.#runs.get(id)?.wallHits ?? 0;
  }

  details(id: number): ExperimentDetails | null {
    const summary = this.summaries.find((one) => one.id === id);
    const [row] = this.#file.rowsOf('experiments', [id]);
    if (!summary || !row) return null;
    const columns = this.#file.columns.experiments.map((column, n) => ({
      name: column.name,
      value: this.#plain(column, row[n] ?? null),
    }));
    return { summary, columns };
  }

  maze(id: number): Maze | null {
    const [row] = this.#file.rowsOf('mazes', [id]);
    if (!row) return null;
    const value = reader(this.#file.columns.mazes, row);
    return readMaze({
      id,
      name: text(value('name')),
      width: number(value('width')),
      height: number(value('height')),
      grid: json(value('grid_data')),
      seeThroughWalls: value('see_through_walls') === null ? null : value('see_through_walls') === 1,
    });
  }

  #summary(row: Row, mazeNames: ReadonlyMap<number, string | null>): ExperimentSummary {
    const columns = this.#file.columns.experiments;
    const value = reader(columns, row);
    const cut = (name: string) => text(value(name))?.slice(0, MOST_TEXT) ?? null;
    const id = Number(value('id'));
    const mazeId = number(value('maze_id'));
    const run = this.#runs.get(id);
    const config = json(value('model_config'));
    const maxMoves =
      typeof config === 'object' && config !== null && 'max_moves' in config ? Number(config.max_moves) : Number.NaN;
    // Its name in an older Oriole.
    const found = columns.some(({ name }) => name === 'goal_found') ? value('goal_found') : value('success');
    return {
      id,
      model: cut('model_name') ?? 'unknown model',
      mazeId,
      mazeName: mazeId === null ? null : (mazeNames.get(mazeId) ?? null),
      comment: cut('comment'),
      startX: number(value('start_x')),
      startY: number(value('start_y')),
      startedAt: ms(value('started_at')),
      completedAt: ms(value('completed_at')),
      goalFound: found === 1,
      failure: describeFailure(cut('failure_reason')),
      executionStatus: cut('execution_status'),
      maxMoves: maxMoves > 0 && Number.isFinite(maxMoves) ? maxMoves : null,
      steps: run?.lastStep ?? null,
      lastActionAt: run?.lastAt == null ? null : inMilliseconds(run.lastAt),
    };
  }

  /** A value as PostgreSQL's `to_jsonb` would tell it. */
  #plain({ storage }: TableColumn, value: Value): unknown {
    if (value === null) return null;
    if (storage === 'boolean') return value === 1;
    if (storage === 'json') return json(value);
    return storage === 'time' && typeof value === 'number' ? inZone(value, this.#timeZone) : value;
  }
}

function mazeNames(file: PackedFile): Map<number, string | null> {
  return new Map(
    file.rowsOf('mazes', null).map((row) => {
      const value = reader(file.columns.mazes, row);
      return [Number(value('id')), text(value('name'))];
    }),
  );
}

/** The values of a row by the names of its columns; null for a column that there is not. */
export function reader(columns: readonly TableColumn[], row: Row): (name: string) => Value {
  return (name) => row[columns.findIndex((column) => column.name === name)] ?? null;
}

export function text(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

export function number(value: Value): number | null {
  const read = value === null ? Number.NaN : Number(value);
  return Number.isFinite(read) ? read : null;
}

function ms(value: Value): number | null {
  return typeof value === 'number' ? inMilliseconds(value) : null;
}

function json(value: Value): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
