import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CopyFormatError, CopyRows } from '#core/database/copy-rows.ts';

/** A binary COPY of rows of fields, as the server's documentation has it. */
function binary(rows: readonly (readonly (Buffer | null)[])[]): Buffer {
  const int16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255]);
  const int32 = (value: number) => Buffer.concat([int16(value >> 16), int16(value)]);
  return Buffer.concat([
    Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
    int32(0),
    // An extension of the header, to be passed over.
    int32(3),
    Buffer.from('ext'),
    ...rows.flatMap((row) => [
      int16(row.length),
      ...row.flatMap((field) => (field === null ? [int32(-1)] : [int32(field.length), field])),
    ]),
    int16(-1),
  ]);
}

/** The fields of the rows that are found in pieces of bytes. */
function read(pieces: readonly Buffer[], fields: number): (string | null)[][] {
  const found: (string | null)[][] = [];
  const rows = new CopyRows(fields, (row) => {
    found.push(
      Array.from({ length: fields }, (_, field) => {
        const [start, length] = [row.start(field), row.length(field)];
        return length < 0 ? null : row.bytes.toString('hex', start, start + length);
      }),
    );
  });
  for (const piece of pieces) {
    // In the middle of a larger buffer, as they come.
    const around = Buffer.concat([Buffer.from('before'), piece, Buffer.from('behind')]);
    rows.push(around, 6, 6 + piece.length);
  }
  rows.end();
  return found;
}

const field = fc.option(fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)));

test('rows are found wherever what comes is cut', () => {
  const table = fc.array(fc.array(field, { minLength: 3, maxLength: 3 }), { maxLength: 8 });
  fc.assert(
    fc.property(table, fc.array(fc.nat({ max: 400 })), (rows, cuts) => {
      const bytes = binary(rows);
      const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((end, n) => bytes.subarray(at[n], end));
      expect(read(pieces, 3)).toEqual(rows.map((row) => row.map((value) => value?.toString('hex') ?? null)));
    }),
  );
});

test('numbers are read at any size', () => {
  const eight = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  };
  const seen: number[] = [];
  const rows = new CopyRows(1, (row) => seen.push(row.integer(0)));
  const big = 2n ** 53n - 1n;
  const fields = [Buffer.from([0xff, 0xfe]), Buffer.from([0x80, 0, 0, 0]), eight(big), eight(-big), eight(-1n), null];
  const bytes = binary(fields.map((value) => [value]));
  rows.push(bytes, 0, bytes.length);
  expect(seen).toEqual([-2, -2_147_483_648, Number(big), -Number(big), -1, Number.NaN]);
});

test('what is no binary COPY is refused, whatever it is', () => {
  const whole = binary([[Buffer.from('a')]]);
  for (const bytes of [Buffer.from('1\tmove_east\n2\tmove_west\n'), whole.subarray(0, -2), whole.subarray(0, 20)]) {
    expect(() => read([bytes], 1)).toThrow(CopyFormatError);
  }
  expect(() => read([whole], 2)).toThrow(CopyFormatError);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: whole.length }), (bytes, keep) => {
      const pieces = [Buffer.concat([whole.subarray(0, keep), bytes])];
      try {
        read(pieces, 1);
      } catch (error) {
        expect(error).toBeInstanceOf(CopyFormatError);
      }
    }),
  );
});
