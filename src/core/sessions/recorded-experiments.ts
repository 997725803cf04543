import type { DatabaseRows } from '#core/database/rows.ts';
import type { RecordingChoice } from '#shared/domain/session.ts';
import type { Row, TableName } from './rows.ts';

/** Writes rows into the file. */
type Save = (rows: Partial<Record<TableName, readonly Row[]>>) => void;

/** Which experiments are recorded: those of a choice, as they come. Their rows, and their mazes, are written first. */
export class RecordedExperiments {
  readonly #choice: RecordingChoice;
  readonly #chosen: ReadonlySet<number> | null;
  readonly #comment: string | null;
  readonly #save: Save;
  /** Those that were met, and whether they are recorded. */
  readonly #met = new Map<number, boolean>();
  readonly #mazes = new Set<number>();

  /** @param comment what the batch comment of an experiment has to contain; null: anything */
  constructor(choice: RecordingChoice, comment: string | null, save: Save) {
    this.#choice = choice;
    this.#chosen = choice.experiments === null ? null : new Set(choice.experiments);
    this.#comment = comment;
    this.#save = save;
  }

  /** Those that are recorded. */
  get ids(): number[] {
    return [...this.#met].filter(([, isRecorded]) => isRecorded).map(([id]) => id);
  }

  has(id: number): boolean {
    return this.#met.get(id) ?? false;
  }

  /** Decides about those that were not met before. */
  async meet(rows: DatabaseRows, ids: ReadonlySet<number>): Promise<void> {
    const strangers = [...ids].filter((id) => !this.#met.has(id));
    for (const id of strangers) if (this.#chosen?.has(id) === false) this.#met.set(id, false);
    const candidates = strangers.filter((id) => !this.#met.has(id));
    if (candidates.length === 0) return;
    const columns = rows.columns.experiments;
    const of = (row: Row, name: string) => row[columns.findIndex((column) => column.name === name)] ?? null;
    const found = await rows.these('experiments', candidates, this.#choice.texts);
    const wanted = found.filter(
      (row) => this.#comment === null || String(of(row, 'comment') ?? '').includes(this.#comment),
    );
    const mazes = new Set(wanted.map((row) => of(row, 'maze_id')).filter((maze) => typeof maze === 'number'));
    const unknown = [...mazes].filter((maze) => !this.#mazes.has(maze));
    this.#save({ experiments: wanted, mazes: await rows.these('mazes', unknown) });
    for (const maze of unknown) this.#mazes.add(maze);
    // Actions are never given up because the row of their experiment is missing.
    const missing = candidates.filter((id) => !found.some((row) => of(row, 'id') === id));
    if (this.#comment === null) for (const id of missing) this.#met.set(id, true);
    // One that was deleted in the meantime is not refused for ever: its id may come back.
    for (const row of found) this.#met.set(Number(of(row, 'id')), wanted.includes(row));
  }
}
