import type { Row, TableColumn } from './rows.ts';

/** Written after the turn by an UPDATE that nobody announces (oriole-database.md). */
const WRITTEN_LATER = [
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'inference_duration_ms',
  'prompt_eval_duration_ms',
  'eval_duration_ms',
  'tokens_per_second',
  'done_reason',
];
/** Rows that are watched; a database that never writes these columns has no end of them. */
const MOST = 100_000;
/** Rows a look, and a page where all are looked at. */
const NEWEST = 4_000;
const PAGE = 2_000;
/** A row is looked at so often after it was written into: its columns may come one by one. */
const LAST_LOOKS = 2;

interface Open {
  readonly experiment: number;
  looks: number;
}

/** The recorded rows that something may still be written into. */
export class LaterColumns {
  /** Those of the table. */
  readonly names: readonly string[];
  readonly #places: readonly number[];
  readonly #id: number;
  readonly #experiment: number;
  /** By id, in the order in which they came. */
  readonly #open = new Map<number, Open>();

  /** @param columns of agent_actions */
  constructor(columns: readonly TableColumn[]) {
    const place = (wanted: string) => columns.findIndex(({ name }) => name === wanted);
    this.names = WRITTEN_LATER.filter((name) => place(name) >= 0);
    this.#places = this.names.map(place);
    this.#id = place('id');
    this.#experiment = place('experiment_id');
  }

  /** False where the table has no such columns. */
  get isThere(): boolean {
    return this.names.length > 0;
  }

  /** Rows were recorded. */
  note(rows: readonly Row[]): void {
    if (!this.isThere) return;
    for (const row of rows) {
      if (this.#places.some((place) => row[place] !== null)) continue;
      this.#open.set(Number(row[this.#id]), { experiment: Number(row[this.#experiment]), looks: 0 });
    }
    for (const id of this.#open.keys()) {
      if (this.#open.size <= MOST) break;
      this.#open.delete(id);
    }
  }

  /** Ids to look at: the newest of all, all of one experiment, or all there are. */
  *pages(which: 'newest' | 'all' | number): Generator<number[]> {
    const open = [...this.#open].filter(([, { experiment }]) => typeof which === 'string' || experiment === which);
    const ids = open.map(([id]) => id);
    const chosen = which === 'newest' ? ids.slice(-NEWEST) : ids;
    for (let first = 0; first < chosen.length; first += PAGE) yield chosen.slice(first, first + PAGE);
  }

  /** These were found to be written, and have been recorded as they are. */
  settled(ids: readonly number[]): void {
    for (const id of ids) {
      const open = this.#open.get(id);
      if (open && ++open.looks >= LAST_LOOKS) this.#open.delete(id);
    }
  }
}
