import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32, inflateSync } from 'node:zlib';
import { packedColumns, plainColumns, TEXT_BLOCK } from './format.ts';
import { Recent } from './recent.ts';
import { quoteName, type Row, readable, type TableColumn, type Value } from './rows.ts';
import { refusal } from './session-file.ts';

/** The texts of a column of a block each. */
const MOST_TEXTS = 64;
/** Nothing that we packed is larger. */
const MOST_UNPACKED = 256 * 1024 * 1024;
/** From this size on it is looked at what a block is before it is read as JSON. */
const LARGE = 4 * 1024 * 1024;
const NOTHING: ReadonlySet<string> = new Set();

/** The rows of agent_actions of a closed session, put together of what is plain in them and what is packed in blocks. */
export class RowBlocks {
  readonly #file: DatabaseSync;
  readonly #onProblem: (sentence: string) => void;
  readonly #columns: readonly TableColumn[];
  /** For each column where it is among the plain ones; −1 for one that is packed. */
  readonly #plainPlaces: readonly number[];
  readonly #plain: StatementSync;
  readonly #checksum: StatementSync;
  readonly #packed = new Map<string, StatementSync>();
  readonly #texts = new Recent<string, readonly Value[] | null>(MOST_TEXTS);

  /**
   * @param columns of agent_actions
   * @param onProblem is given a sentence for each part that cannot be read
   */
  constructor(file: DatabaseSync, columns: readonly TableColumn[], onProblem: (sentence: string) => void) {
    this.#file = file;
    this.#onProblem = onProblem;
    this.#columns = columns;
    const plain = plainColumns(columns);
    this.#plainPlaces = columns.map((column) => plain.indexOf(column));
    const list = plain.map(readable).join(', ');
    this.#plain = this.#prepare(`SELECT ${list} FROM agent_actions WHERE place BETWEEN ? AND ? ORDER BY place`);
    this.#checksum = this.#prepare('SELECT crc FROM text_block WHERE id = ?');
    for (const { name } of packedColumns(columns)) {
      this.#packed.set(name, this.#prepare(`SELECT ${quoteName(name)} FROM text_block WHERE id = ?`));
    }
  }

  /**
   * Whole rows from one place to another, as far as they are sound.
   * @param left columns that are not wanted, and null
   */
  rows(first: number, last: number, left: ReadonlySet<string> = NOTHING): Row[] {
    const sound: Row[] = [];
    for (let block = blockOf(first); block <= blockOf(last); block++) {
      const from = block * TEXT_BLOCK + 1;
      const rows = this.#block(block, from, left);
      for (let n = Math.max(0, first - from); n < rows.length && from + n <= last; n++) sound.push(rows[n] ?? []);
    }
    return sound;
  }

  /** The values of a packed column of a block of rows; null where they are damaged. */
  texts(block: number, column: string): readonly Value[] | null {
    return this.#texts.of(`${block} ${column}`, () => {
      try {
        return this.#unpack(block, column);
      } catch (error) {
        if (!this.#file.isOpen) throw error;
        return null;
      }
    });
  }

  /** The rows of a block, those at its places one after the other; none where it is damaged. */
  #block(block: number, from: number, left: ReadonlySet<string>): Row[] {
    const where = `the actions ${from} to ${from + TEXT_BLOCK - 1} of the file`;
    let plain: Value[][];
    try {
      plain = this.#plain.all(from, from + TEXT_BLOCK - 1) as unknown as Value[][];
      const [crc] = (this.#checksum.get(block) ?? []) as unknown as unknown[];
      // A row that is missing moves those behind it: the checksum is that of all of them.
      if (crc !== crc32(JSON.stringify(plain))) throw refusal('damaged');
    } catch (error) {
      // One that was closed meanwhile is not damaged.
      if (!this.#file.isOpen) throw error;
      this.#onProblem(`Some of ${where} are left out: it is damaged there.`);
      return [];
    }
    const packed = this.#columns.map(({ name }, n) => {
      if (this.#plainPlaces[n] !== -1 || left.has(name)) return [];
      const texts = this.texts(block, name);
      if (texts === null) this.#onProblem(`Some texts of ${where} are damaged, and left out.`);
      return texts ?? [];
    });
    return plain.map((values, n) => {
      const row: Value[] = new Array(this.#columns.length);
      for (let column = 0; column < row.length; column++) {
        const place = this.#plainPlaces[column] ?? -1;
        row[column] = (place === -1 ? packed[column]?.[n] : values[place]) ?? null;
      }
      return row;
    });
  }

  #unpack(block: number, column: string): readonly Value[] | null {
    const found = this.#packed.get(column)?.get(block) as unknown as unknown[] | undefined;
    if (!found) return null;
    const [bytes] = found;
    if (bytes === null) return [];
    if (!(bytes instanceof Uint8Array)) return null;
    const unpacked = inflateSync(bytes, { maxOutputLength: MOST_UNPACKED });
    if (unpacked.length > LARGE && !isListOfTexts(unpacked)) return null;
    const values: unknown = JSON.parse(unpacked.toString('utf8'));
    // Its checksum is zlib's; a file that somebody made by hand may hold anything in it.
    const isValue = (value: unknown) => value === null || typeof value === 'string' || typeof value === 'number';
    return Array.isArray(values) && values.every(isValue) ? values : null;
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#file.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }
}

const [QUOTE, BACKSLASH, COMMA, OPEN, BRACE] = [34, 92, 44, 91, 123];

/** Whether bytes can be a JSON array of as many texts as a block has: millions of other things would take minutes to read. */
function isListOfTexts(bytes: Uint8Array): boolean {
  let commas = 0;
  let isText = false;
  for (let n = 1; n < bytes.length; n++) {
    const byte = bytes[n];
    if (isText) {
      if (byte === BACKSLASH) n++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN || byte === BRACE) return false;
    else if (byte === COMMA && ++commas > TEXT_BLOCK) return false;
  }
  return true;
}

/** Which block of texts a place is in. */
export function blockOf(place: number): number {
  return Math.floor((place - 1) / TEXT_BLOCK);
}
