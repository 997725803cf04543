import { deflateSync, inflateSync } from 'node:zlib';
import { packCoordinate } from '#shared/domain/action.ts';
import { packStep } from '#shared/run/columns.ts';

/** Actions of a run as columns, for the picture: what `agent_actions` says of them, and what they saw first. */
export interface RunPack {
  readonly experimentId: number;
  /** Which pack of its run it is, from 0. */
  readonly number: number;
  readonly count: number;
  /** Action types by their number in {@link type}. */
  readonly types: readonly string[];
  readonly id: Float64Array;
  readonly step: Int32Array;
  /** Microseconds since 1970; NaN for null. */
  readonly time: Float64Array;
  readonly turn: Int32Array;
  readonly type: Uint8Array;
  readonly success: Uint8Array;
  readonly fromX: Int16Array;
  readonly fromY: Int16Array;
  readonly toX: Int16Array;
  readonly toY: Int16Array;
  /** −1 for null. */
  readonly inputTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** NaN for null. */
  readonly costUsd: Float64Array;
  readonly inferenceMs: Float64Array;
  /** Cells that no earlier action of the run saw: by the action at `seenBy` of this pack. */
  readonly seenBy: Int16Array;
  readonly seenX: Int16Array;
  readonly seenY: Int16Array;
}

/** An action, as it is packed. null stands for null. */
export interface PackedAction {
  readonly id: number;
  readonly step: number;
  readonly time: number | null;
  readonly turn: number | null;
  readonly type: string;
  readonly success: boolean;
  readonly fromX: number | null;
  readonly fromY: number | null;
  readonly toX: number | null;
  readonly toY: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly inferenceMs: number | null;
  /** x0, y0, x1, y1 …: the cells that no earlier action of the run saw. */
  readonly firstSeen: readonly number[];
}

const FIELDS = {
  id: Float64Array,
  step: Int32Array,
  time: Float64Array,
  turn: Int32Array,
  type: Uint8Array,
  success: Uint8Array,
  fromX: Int16Array,
  fromY: Int16Array,
  toX: Int16Array,
  toY: Int16Array,
  inputTokens: Int32Array,
  outputTokens: Int32Array,
  costUsd: Float64Array,
  inferenceMs: Float64Array,
} as const;
type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as readonly Field[];
/** What grows from one action to the next is kept as the difference: a third of the size. */
const DIFFERENCES = ['id', 'step', 'time', 'turn'] as const;
const MOST_TOKENS = 2_147_483_647;
/** More types than a byte holds share the last one. */
const MOST_TYPES = 255;

/**
 * Packs at most 32,767 actions. The form: the length of a JSON header as 32 bits, the header (`experimentId`, `number`, `count`, `types`, `seen`),
 * the columns in the order of {@link FIELDS} and the three of what was seen, each little-endian from a multiple of eight
 * bytes on, `id`, `step`, `time` and `turn` as differences to the one before; all of it with zlib, whose checksum
 * tells a damaged pack.
 */
export function packRun(experimentId: number, number: number, actions: readonly PackedAction[]): Uint8Array {
  const types = new Map<string, number>();
  const typeOf = (name: string): number => {
    const known = types.get(name);
    if (known !== undefined) return known;
    if (types.size >= MOST_TYPES - 1 && name !== 'other') return typeOf('other');
    types.set(name, types.size);
    return types.size - 1;
  };
  const count = actions.length;
  const columns = emptyColumns(count);
  const seen: number[] = [];
  const seenBy: number[] = [];
  actions.forEach((action, n) => {
    columns.id[n] = action.id;
    columns.step[n] = packStep(action.step);
    columns.time[n] = action.time ?? Number.NaN;
    columns.turn[n] = action.turn ?? -1;
    columns.type[n] = typeOf(action.type);
    columns.success[n] = action.success ? 1 : 0;
    columns.fromX[n] = packCoordinate(action.fromX);
    columns.fromY[n] = packCoordinate(action.fromY);
    columns.toX[n] = packCoordinate(action.toX);
    columns.toY[n] = packCoordinate(action.toY);
    columns.inputTokens[n] = tokens(action.inputTokens);
    columns.outputTokens[n] = tokens(action.outputTokens);
    columns.costUsd[n] = action.costUsd ?? Number.NaN;
    columns.inferenceMs[n] = action.inferenceMs ?? Number.NaN;
    for (let i = 0; i < action.firstSeen.length; i++) seen.push(action.firstSeen[i] ?? 0);
    for (let i = 0; i + 1 < action.firstSeen.length; i += 2) seenBy.push(n);
  });
  for (const name of DIFFERENCES) toDifferences(columns[name]);
  const header = Buffer.from(
    JSON.stringify({ experimentId, number, count, types: [...types.keys()], seen: seenBy.length }),
  );
  const parts: ArrayBufferView[] = NAMES.map((name) => columns[name]);
  parts.push(Int16Array.from(seenBy));
  parts.push(Int16Array.from({ length: seenBy.length }, (_, i) => seen[i * 2] ?? 0));
  parts.push(Int16Array.from({ length: seenBy.length }, (_, i) => seen[i * 2 + 1] ?? 0));
  const start = aligned(4 + header.length);
  const size = parts.reduce((end, part) => end + aligned(part.byteLength), start);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = start;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += aligned(part.byteLength);
  }
  return deflateSync(bytes);
}

/**
 * Takes a pack apart.
 * @throws Error where it is damaged
 */
export function unpackRun(packed: Uint8Array): RunPack {
  const unpacked = inflateSync(packed, { maxOutputLength: MOST_UNPACKED });
  // Views need a beginning that is a multiple of their size.
  const bytes = unpacked.byteOffset % 8 === 0 ? unpacked : Uint8Array.from(unpacked);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header: unknown = JSON.parse(Buffer.from(bytes.subarray(4, 4 + length)).toString('utf8'));
  const { experimentId, number, count, types, seen } = readHeader(header);
  let at = aligned(4 + length);
  const next = <A>(
    Type: { new (buffer: ArrayBuffer, offset: number, length: number): A; BYTES_PER_ELEMENT: number },
    n: number,
  ): A => {
    const column = new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, n);
    at += aligned(n * Type.BYTES_PER_ELEMENT);
    return column;
  };
  const columns = Object.fromEntries(
    NAMES.map((name) => [name, next(FIELDS[name] as never, count)]),
  ) as unknown as Columns;
  for (const name of DIFFERENCES) fromDifferences(columns[name]);
  return {
    experimentId,
    number,
    count,
    types,
    ...columns,
    seenBy: next(Int16Array, seen),
    seenX: next(Int16Array, seen),
    seenY: next(Int16Array, seen),
  };
}

/** Nothing that we packed is larger: 32,767 actions, and as many cells as there are. */
const MOST_UNPACKED = 256 * 1024 * 1024;

type Columns = { -readonly [Name in Field]: InstanceType<(typeof FIELDS)[Name]> };

function emptyColumns(count: number): Columns {
  return Object.fromEntries(NAMES.map((name) => [name, new FIELDS[name](count)])) as unknown as Columns;
}

function readHeader(header: unknown): Pick<RunPack, 'experimentId' | 'number' | 'count' | 'types'> & { seen: number } {
  const { experimentId, number, count, types, seen } = (header ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isCount(count) || !isCount(seen) || !Array.isArray(types)) throw new Error('no pack of a run');
  return { experimentId: Number(experimentId), number: Number(number), count, seen, types: types.map(String) };
}

/** From the last to the first, so that each is compared with what it came after. Nulls end a chain. */
function toDifferences(column: Float64Array | Int32Array): void {
  for (let n = column.length - 1; n > 0; n--) {
    const [value, before] = [column[n] ?? 0, column[n - 1] ?? 0];
    column[n] = Number.isNaN(before) ? value : value - before;
  }
}

function fromDifferences(column: Float64Array | Int32Array): void {
  for (let n = 1; n < column.length; n++) {
    const before = column[n - 1] ?? 0;
    if (!Number.isNaN(before)) column[n] = (column[n] ?? 0) + before;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

function tokens(value: number | null): number {
  return value === null ? -1 : Math.max(-1, Math.min(MOST_TOKENS, Math.trunc(value)));
}
