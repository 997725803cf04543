import { ReadAhead } from '#core/runs/read-ahead.ts';
import type { SightsReading } from '#shared/contract.ts';
import { readSeenCells } from '#shared/domain/action.ts';
import { CellSet, packStep } from '#shared/run/columns.ts';
import type { RunKey, Sights } from '#shared/run/sights.ts';
import { quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import type { CopyRow } from './copy-rows.ts';
import { Pace } from './pace.ts';
import { type BulkAnswer, type Collector, ID, type RunBulk, STEP } from './run-bulk.ts';
import { lastKey, nextStretch, orderOf, type RunStretch, stretchSql } from './run-rows.ts';
import type { Schema } from './schema.ts';
import { readSeenBytes } from './seen-bytes.ts';

/**
 * What a stretch may bring: read in a moment, because whoever looks at a single step meanwhile waits for its end. Rows
 * with a wide view are a thousand times as large as others, and a run of them begins carefully.
 */
const STRETCH = { first: 500, rows: 100_000, bytes: 8_000_000, ms: 500 };
/** So many runs are remembered by the size of their rows. */
const MOST_PACES = 32;
/** Before the text in the binary form of a jsonb: https://doxygen.postgresql.org/jsonb_8c_source.html, jsonb_send. */
const JSONB_VERSION = 1;

/** Its field, behind the step number and the id. */
const TILES = 2;

/** Reads what was seen in a run. */
export class RunSights {
  readonly #database: Queryable;
  readonly #bulk: RunBulk;
  readonly #table: string;
  /** null without such a column. */
  readonly #type: string | null;
  readonly #paces = new Map<number, Pace>();
  readonly #ahead = new ReadAhead<SightsReading>();

  constructor(database: Queryable, bulk: RunBulk, schema: Schema) {
    this.#database = database;
    this.#bulk = bulk;
    this.#table = `${quote(schema.name)}.agent_actions`;
    this.#type = schema.actionTypes.get('tiles_seen') ?? null;
  }

  /** What was seen first in the next stretch of a run. */
  async read(experimentId: number, after: RunKey): Promise<SightsReading> {
    const question = ({ step, id }: RunKey) => `${experimentId} ${step} ${id}`;
    const reading = await this.#ahead.answer(question(after), () => this.#next(experimentId, after));
    const { next } = reading;
    if (next) this.#ahead.begin(question(next), () => this.#next(experimentId, next));
    return reading;
  }

  async #next(experimentId: number, after: RunKey): Promise<SightsReading> {
    const type = this.#type;
    if (type === null) return { sights: new SightsWriter().finish(), next: null };
    const pace = this.#paceOf(experimentId);
    const { result, next } = await nextStretch(
      experimentId,
      after,
      async (stretch) => (await this.#copy(stretch, type, pace)) ?? (await this.#select(stretch, pace)),
    );
    return { sights: result.result, next };
  }

  #copy(stretch: RunStretch, type: string, pace: Pace): Promise<BulkAnswer<Sights> | null> {
    const isBinary = type === 'jsonb';
    const columns = [isBinary ? 'a.tiles_seen::jsonb' : 'a.tiles_seen::text'];
    const collect = (): Collector<Sights> => {
      const writer = new SightsWriter();
      const take = (row: CopyRow): void => {
        const length = row.length(TILES);
        if (length <= 0) return;
        const start = row.start(TILES);
        const skip = isBinary && row.bytes[start] === JSONB_VERSION ? 1 : 0;
        const seen = readSeenBytes(row.bytes, start + skip, start + length);
        writer.add(row.integer(STEP) || 0, row.integer(ID), seen);
      };
      return { take, finish: () => writer.finish() };
    };
    return this.#bulk.read({ stretch, columns, inOrder: true, atMost: STRETCH.rows, upTo: null, pace, collect });
  }

  /** The same where rows cannot be copied. */
  async #select(stretch: RunStretch, pace: Pace): Promise<BulkAnswer<Sights>> {
    const limit = Math.min(STRETCH.rows, pace.size);
    const from = stretchSql(this.#table, stretch, { order: orderOf(stretch), limit });
    const begun = performance.now();
    const { rows } = await this.#database.query<readonly unknown[]>({
      rowMode: 'array',
      text: `SELECT a.step_number, a.id, a.tiles_seen::text FROM ${from}`,
    });
    const writer = new SightsWriter();
    let bytes = 0;
    for (const [step, id, tiles] of rows) {
      if (typeof tiles !== 'string') continue;
      bytes += tiles.length;
      writer.add(Number(step ?? 0), Number(id), readSeenCells(tiles));
    }
    const more = rows.length === limit;
    if (more) pace.note(limit, { rows: rows.length, bytes, ms: performance.now() - begun });
    const [step, id] = rows.at(-1) ?? [];
    return { result: writer.finish(), last: lastKey(rows.length, Number(step ?? 0), Number(id)), more };
  }

  #paceOf(experimentId: number): Pace {
    const pace = this.#paces.get(experimentId) ?? new Pace(STRETCH);
    // The one that was used last is the last to be forgotten.
    this.#paces.delete(experimentId);
    this.#paces.set(experimentId, pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > MOST_PACES && oldest !== undefined) this.#paces.delete(oldest);
    return pace;
  }
}

/** One that nobody uses: it is large, and a run is read in many stretches. */
let spare: CellSet | null = null;

/** Collects what was seen, each cell once. */
class SightsWriter {
  readonly #cells: CellSet;
  readonly #step: number[] = [];
  readonly #id: number[] = [];
  readonly #by: number[] = [];
  readonly #x: number[] = [];
  readonly #y: number[] = [];

  constructor() {
    this.#cells = spare ?? new CellSet();
    spare = null;
  }

  /** @param seen x0, y0, x1, y1 … of an action. Actions come in order of (step number, id) */
  add(step: number, id: number, seen: Int16Array): void {
    let by = -1;
    for (let i = 0; i + 1 < seen.length; i += 2) {
      const x = seen[i] ?? -1;
      const y = seen[i + 1] ?? -1;
      if (!this.#cells.add(x, y)) continue;
      if (by < 0) {
        by = this.#id.push(id) - 1;
        this.#step.push(packStep(step));
      }
      this.#by.push(by);
      this.#x.push(x);
      this.#y.push(y);
    }
  }

  finish(): Sights {
    this.#cells.clear();
    spare = this.#cells;
    return {
      step: Int32Array.from(this.#step),
      id: Float64Array.from(this.#id),
      by: Int32Array.from(this.#by),
      x: Int16Array.from(this.#x),
      y: Int16Array.from(this.#y),
    };
  }
}
