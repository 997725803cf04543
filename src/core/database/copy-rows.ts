/** What a binary COPY begins with: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format". */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;
/** Stands for the number of fields, behind the last row. */
const TRAILER = -1;
const NULL_LENGTH = -1;
const EMPTY: Buffer = Buffer.alloc(0);

/** What came is no binary COPY, or not the one that was asked for. */
export class CopyFormatError extends Error {}

/**
 * Takes the bytes of a binary COPY apart, row by row, without an object per row: while {@link CopyRows} hands a row on,
 * its fields are read from here. Nothing of it is good later.
 */
export class CopyRow {
  bytes: Buffer = EMPTY;
  /** The same: numbers are read from it at once, and one by one from a Buffer. */
  view = viewOf(EMPTY);
  /** Where each field begins. */
  readonly starts: Int32Array;
  /** −1 for null. */
  readonly lengths: Int32Array;

  constructor(fields: number) {
    this.starts = new Int32Array(fields);
    this.lengths = new Int32Array(fields);
  }

  start(field: number): number {
    return this.starts[field] ?? 0;
  }

  /** Bytes of a field; −1 for null. */
  length(field: number): number {
    return this.lengths[field] ?? NULL_LENGTH;
  }

  /** An int2, int4 or int8; NaN for null. */
  integer(field: number): number {
    const at = this.start(field);
    switch (this.length(field)) {
      case 2:
        return this.view.getInt16(at);
      case 4:
        return this.view.getInt32(at);
      case 8:
        return this.view.getInt32(at) * 4_294_967_296 + this.view.getUint32(at + 4);
      case NULL_LENGTH:
        return Number.NaN;
      default:
        throw new CopyFormatError('A whole number has 2, 4 or 8 bytes.');
    }
  }

  /** A float8; NaN for null. */
  double(field: number): number {
    const length = this.length(field);
    if (length === NULL_LENGTH) return Number.NaN;
    if (length !== 8) throw new CopyFormatError('A double has 8 bytes.');
    return this.view.getFloat64(this.start(field));
  }

  /** A text; null for null. */
  text(field: number): string | null {
    const length = this.length(field);
    if (length === NULL_LENGTH) return null;
    const at = this.start(field);
    return this.bytes.toString('utf8', at, at + length);
  }

  /** True when the field has exactly these bytes. */
  holds(field: number, bytes: Uint8Array): boolean {
    if (this.length(field) !== bytes.length) return false;
    const at = this.start(field);
    for (let i = 0; i < bytes.length; i++) if (this.bytes[at + i] !== bytes[i]) return false;
    return true;
  }
}

/** Finds the rows in what comes of a binary COPY, wherever it is cut. */
export class CopyRows {
  readonly #row: CopyRow;
  readonly #fields: number;
  readonly #take: (row: CopyRow) => void;
  #rest: Buffer = EMPTY;
  #hasBegun = false;
  #hasEnded = false;
  #count = 0;
  #bytes = 0;

  /** @param fields how many a row has */
  constructor(fields: number, take: (row: CopyRow) => void) {
    this.#row = new CopyRow(fields);
    this.#fields = fields;
    this.#take = take;
  }

  /** How many rows have come. */
  get count(): number {
    return this.#count;
  }

  /** How many bytes have come. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes what has come: the bytes from `start` to `end`, exclusive.
   * @throws CopyFormatError
   */
  push(bytes: Buffer, start: number, end: number): void {
    this.#bytes += end - start;
    if (this.#rest.length > 0) {
      const whole = Buffer.concat([this.#rest, bytes.subarray(start, end)]);
      this.#read(whole, 0, whole.length);
    } else this.#read(bytes, start, end);
  }

  /**
   * Nothing more comes.
   * @throws CopyFormatError where something is missing
   */
  end(): void {
    if (!this.#hasEnded) throw new CopyFormatError('The rows end before their end.');
  }

  #read(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.#row.bytes) {
      this.#row.bytes = bytes;
      this.#row.view = viewOf(bytes);
    }
    let at = this.#hasBegun ? start : this.#begin(bytes, start, end);
    while (this.#hasBegun && !this.#hasEnded) {
      const next = this.#next(at, end);
      if (next === at) break;
      at = next;
    }
    // A server sends whole rows, nearly always.
    this.#rest = at < end ? Buffer.from(bytes.subarray(at, end)) : EMPTY;
  }

  /** Where the first row begins; the same place until the header is here. */
  #begin(bytes: Buffer, start: number, end: number): number {
    if (end - start < HEADER_BYTES) return start;
    const flags = start + SIGNATURE.length;
    if (!bytes.subarray(start, flags).equals(SIGNATURE)) throw new CopyFormatError('This is no binary COPY.');
    // Flags that nobody has given a meaning yet would change the format.
    if (bytes.readUInt32BE(flags) !== 0) throw new CopyFormatError('The rows have an unknown form.');
    const at = start + HEADER_BYTES + bytes.readUInt32BE(flags + 4);
    if (at > end) return start;
    this.#hasBegun = true;
    return at;
  }

  /** Hands the row on that begins here; where the next one begins, or the same place when it is not whole yet. */
  #next(from: number, end: number): number {
    const row = this.#row;
    const { view } = row;
    if (end - from < 2) return from;
    const fields = view.getInt16(from);
    let at = from + 2;
    if (fields === TRAILER) {
      this.#hasEnded = true;
      return at;
    }
    if (fields !== this.#fields) throw new CopyFormatError(`A row has ${fields} fields.`);
    for (let field = 0; field < fields; field++) {
      if (end - at < 4) return from;
      const length = view.getInt32(at);
      at += 4;
      row.starts[field] = at;
      row.lengths[field] = length;
      if (length > 0) at += length;
      else if (length < NULL_LENGTH) throw new CopyFormatError('A field has no length.');
    }
    if (at > end) return from;
    this.#count++;
    this.#take(row);
    return at;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
