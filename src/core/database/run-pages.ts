import { ColumnsWriter, type RunColumns } from '#shared/run/columns.ts';
import type { CopyRow } from './copy-rows.ts';
import { Pace } from './pace.ts';
import { type BulkAnswer, type Collector, ID, type RunBulk, STEP } from './run-bulk.ts';
import type { RunStretch } from './run-rows.ts';
import type { Schema } from './schema.ts';

/** A page is as large as it was asked for: a row has a hundred bytes. Slow networks get smaller ones. */
const PAGE = { first: 10_000, rows: 90_000, bytes: 50_000_000, ms: 1_000 };

/** How a number is written into a row. */
type NumberForm = 'integer' | 'double' | 'text';

// The fields of a row, besides the step number and the id.
const TYPE = 2;
const SUCCESS = 3;
const AT = 4;
/** And those of numbers, which may be of any type. */
const NUMBERS = ['from_x', 'from_y', 'to_x', 'to_y', 'turn_number'] as const;
const FROM_X = 5;
const FROM_Y = 6;
const TO_X = 7;
const TO_Y = 8;
const TURN = 9;

/** Reads runs from their beginning, straight from the wire into columns. */
export class RunPages {
  readonly #bulk: RunBulk;
  readonly #pace = new Pace(PAGE);
  readonly #columns: readonly string[];
  /** By field. */
  readonly #forms: readonly NumberForm[];

  constructor(bulk: RunBulk, schema: Schema) {
    this.#bulk = bulk;
    const type = (column: string) => schema.actionTypes.get(column) ?? null;
    const numbers = NUMBERS.map((column) => numberForm(column, type(column)));
    this.#columns = [
      // A blank-padded type would lose its blanks, which are part of its text everywhere else.
      type('action_type') === 'character' ? 'a.action_type' : 'a.action_type::text',
      type('success') === 'boolean' ? 'a.success::boolean' : 'NULL::boolean',
      'a."timestamp"::timestamptz',
      ...numbers.map(({ sql }) => sql),
    ];
    this.#forms = [...Array<NumberForm>(FROM_X).fill('integer'), ...numbers.map(({ form }) => form)];
  }

  /**
   * A page of a stretch, without what was seen.
   * @param atMost rows
   * @param upTo the highest id
   * @param isWanted whether the row of an id is part of the page
   * @returns null where rows cannot be read in bulk
   */
  async read(
    stretch: RunStretch,
    atMost: number,
    upTo: number,
    isWanted: (id: number) => boolean,
  ): Promise<BulkAnswer<RunColumns> | null> {
    const [columns, pace] = [this.#columns, this.#pace];
    const collect = (expected: number) => this.#collect(expected, isWanted);
    return this.#bulk.read({ stretch, columns, inOrder: false, atMost, upTo, pace, collect });
  }

  #collect(expected: number, isWanted: (id: number) => boolean): Collector<RunColumns> {
    const writer = new ColumnsWriter(expected);
    const types = new TypeNames(writer);
    return {
      take: (row) => {
        const id = row.integer(ID);
        if (!isWanted(id)) return;
        writer.add(
          id,
          // Those without a step number are shown as step 0.
          row.integer(STEP) || 0,
          types.read(row),
          !row.holds(SUCCESS, FALSE),
          this.#number(row, FROM_X),
          this.#number(row, FROM_Y),
          this.#number(row, TO_X),
          this.#number(row, TO_Y),
          epochMs(row),
          this.#number(row, TURN),
        );
      },
      finish: () => writer.finish(),
    };
  }

  #number(row: CopyRow, field: number): number {
    const form = this.#forms[field];
    if (form === 'integer') return row.integer(field);
    return finite(form === 'double' ? row.double(field) : Number(row.text(field) ?? Number.NaN));
  }
}

/**
 * How a number of a declared type is read. It is cast to that very type, which costs nothing, and holds when the table
 * is altered under a running monitor.
 */
function numberForm(column: string, type: string | null): { form: NumberForm; sql: string } {
  if (type === null) return { form: 'integer', sql: 'NULL::integer' };
  if (/^(small|big)?int/.test(type)) return { form: 'integer', sql: `a.${column}::${type}` };
  if (type === 'double precision') return { form: 'double', sql: `a.${column}::double precision` };
  return { form: 'text', sql: `a.${column}::text` };
}

const FALSE = Uint8Array.of(0);
/** PostgreSQL counts from 2000. */
const EPOCH_MICROSECONDS = 946_684_800_000_000;

/** Milliseconds since 1970, to the last bit as the server itself would compute them; NaN for null and infinities. */
function epochMs(row: CopyRow): number {
  if (row.length(AT) !== 8) return Number.NaN;
  const microseconds = row.integer(AT);
  // The infinities are the ends of the range.
  if (Math.abs(microseconds) >= 2 ** 63) return Number.NaN;
  return ((microseconds + EPOCH_MICROSECONDS) / 1_000_000) * 1_000;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** So many names of types are recognised by their bytes, and so long ones; there are seven. */
const MOST_NAMES = 32;
const LONGEST_NAME = 64;

/** The action types of a page, recognised without a string per row. */
class TypeNames {
  readonly #writer: ColumnsWriter;
  readonly #known: { readonly bytes: Uint8Array; readonly index: number }[] = [];

  constructor(writer: ColumnsWriter) {
    this.#writer = writer;
  }

  read(row: CopyRow): number {
    for (const { bytes, index } of this.#known) if (row.holds(TYPE, bytes)) return index;
    const name = row.text(TYPE);
    const index = this.#writer.typeIndex(name ?? 'unknown');
    const length = row.length(TYPE);
    if (length >= 0 && length <= LONGEST_NAME && this.#known.length < MOST_NAMES) {
      const start = row.start(TYPE);
      this.#known.push({ bytes: Uint8Array.from(row.bytes.subarray(start, start + length)), index });
    }
    return index;
  }
}
