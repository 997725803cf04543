import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CopyTap } from '#core/database/copy-tap.ts';

/** A message of the protocol. */
function message(type: string, content: Buffer | string): Buffer {
  const body = Buffer.from(content);
  const bytes = Buffer.alloc(5 + body.length);
  bytes.write(type, 0);
  bytes.writeUInt32BE(4 + body.length, 1);
  body.copy(bytes, 5);
  return bytes;
}

const BEGUN = message('C', 'BEGIN\0');
const row = fc.uint8Array({ maxLength: 300 }).map((bytes) => message('d', Buffer.from(bytes)));
const other = fc.constantFrom('N', 'S', 'A', 'H').map((type) => message(type, 'notice'));
const end = fc.constantFrom(message('c', ''), message('E', 'ERROR\0'));

/** What rows and what else comes through a tap. */
function through(pieces: readonly Buffer[]) {
  const stream = new PassThrough();
  const heard: Buffer[] = [];
  const rows: Buffer[] = [];
  const listener = (chunk: Buffer) => void heard.push(Buffer.from(chunk));
  stream.on('data', listener);
  const tap = CopyTap.open(stream as never, (bytes, start, stop) =>
    rows.push(Buffer.from(bytes.subarray(start, stop))),
  );
  for (const piece of pieces) stream.emit('data', piece);
  return { tap, stream, listener, rows: Buffer.concat(rows), heard: Buffer.concat(heard) };
}

test('rows are taken out, and all the rest goes on as it came, wherever it is cut', () => {
  const inner = fc.array(fc.oneof({ weight: 5, arbitrary: row }, { weight: 1, arbitrary: other }), { maxLength: 30 });
  const behind = fc.array(fc.oneof(row, other), { maxLength: 3 });
  fc.assert(
    fc.property(inner, end, behind, fc.array(fc.nat({ max: 3_000 })), (messages, last, more, cuts) => {
      const bytes = Buffer.concat([BEGUN, ...messages, last, ...more]);
      // The first piece holds BEGIN's answer whole, as it does where a server sends it.
      const inside = cuts.filter((cut) => cut >= BEGUN.length && cut < bytes.length).sort((a, b) => a - b);
      const at = [0, ...inside, bytes.length];
      const result = through(at.slice(1).map((stop, n) => bytes.subarray(at[n], stop)));
      const isRow = (one: Buffer) => one[0] === 100;
      expect(result.rows).toEqual(Buffer.concat(messages.filter(isRow).map((one) => one.subarray(5))));
      // Behind the end of the COPY everything is somebody else's.
      expect(result.heard).toEqual(Buffer.concat([BEGUN, ...messages.filter((one) => !isRow(one)), last, ...more]));
      expect(result.stream.listeners('data')).toEqual([result.listener]);
    }),
  );
});

test('what does not begin with BEGIN is left alone, rows included', () => {
  const bytes = Buffer.concat([message('N', 'notice'), BEGUN, message('d', 'row'), message('c', '')]);
  const { rows, heard, stream, listener } = through([bytes.subarray(0, 20), bytes.subarray(20)]);
  expect(rows).toHaveLength(0);
  expect(heard).toEqual(bytes);
  expect(stream.listeners('data')).toEqual([listener]);
});

test('where others listen too, nothing is taken out', () => {
  const stream = new PassThrough();
  stream.on('data', () => {});
  stream.on('data', () => {});
  expect(CopyTap.open(stream as never, () => {})).toBeNull();
  expect(stream.listenerCount('data')).toBe(2);
});

test('when it is abandoned, what still comes is nobody’s', () => {
  const { tap, stream, heard } = through([BEGUN]);
  tap?.abandon();
  stream.emit('data', Buffer.from('the middle of a row'));
  expect(heard).toEqual(BEGUN);
});
