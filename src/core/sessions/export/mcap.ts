import * as zlib from 'node:zlib';
import { McapWriter } from '@mcap/core';
import type { Row, TableColumn } from '#core/sessions/rows.ts';
import { type FileSink, writeFileWith } from './file-sink.ts';
import { type ExportJob, placeOf, Steps } from './job.ts';
import { objectWriter } from './json.ts';
import { inTimeOrder } from './time-order.ts';

/** Messages that are gathered before others have their turn. */
const TURN = 500;

/**
 * MCAP (https://mcap.dev) for Foxglove and Lichtblick: a channel `/experiments/ID` of actions for each experiment, and
 * `/experiments` and `/mazes` for the other rows. Messages are JSON with a schema, in the order of time; an action's log
 * time is its own, or that of the one before where it has none.
 */
export async function exportMcap(job: ExportJob, path: string): Promise<void> {
  const { experiments, mazes } = await job.rows.experiments(job.selection);
  await writeFileWith(path, async (sink) => {
    const writer = new McapWriter({ writable: writableOf(sink), ...(compressChunk ? { compressChunk } : {}) });
    await writer.start({ profile: '', library: 'oriole-monitor' });
    const startOf = timeOf(job, 'started_at');
    const starts = experiments.map(startOf).filter(Number.isFinite);
    const beginning = starts.length === 0 ? 0 : starts.reduce((a, b) => Math.min(a, b));
    await addTable(
      writer,
      { topic: '/mazes', name: 'oriole.Maze', columns: job.rows.columns.mazes },
      mazes,
      () => beginning,
    );
    await addTable(
      writer,
      { topic: '/experiments', name: 'oriole.Experiment', columns: job.rows.columns.experiments },
      experiments,
      (row) => Math.max(beginning, startOf(row)),
    );
    await addActions(writer, job, experiments, beginning);
    await writer.end();
  });
}

interface TableTopic {
  readonly topic: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
}

async function addTable(
  writer: McapWriter,
  { topic, name, columns }: TableTopic,
  rows: readonly Row[],
  timeOf: (row: Row) => number,
): Promise<void> {
  const schemaId = await writer.registerSchema(schemaOf(name, columns));
  const add = await channel(writer, schemaId, topic);
  const write = objectWriter(columns);
  for (const row of rows) await add(timeOf(row), write(row));
}

async function addActions(writer: McapWriter, job: ExportJob, experiments: readonly Row[], beginning: number) {
  const columns = job.rows.columns.agent_actions;
  const schemaId = await writer.registerSchema(schemaOf('oriole.AgentAction', columns));
  const write = objectWriter(columns);
  const id = placeOf(job, 'id');
  const startOf = timeOf(job, 'started_at');
  const runs = await Promise.all(
    experiments.map(async (row) => ({
      key: await channel(writer, schemaId, `/experiments/${row[id]}`),
      start: startOf(row),
      pages: () => job.rows.actions(Number(row[id]), job.selection),
    })),
  );
  const steps = new Steps(job);
  let untold = 0;
  for await (const { key: add, at, action } of inTimeOrder(
    runs,
    columns.findIndex(({ name }) => name === 'timestamp'),
  )) {
    await add(Number.isFinite(at) ? at : beginning, write(action));
    if (++untold < TURN) continue;
    await steps.taken(untold);
    untold = 0;
  }
  await steps.taken(untold);
}

/** Registers a channel. Returns how to add a message to it: at this time, microseconds. */
async function channel(writer: McapWriter, schemaId: number, topic: string) {
  const channelId = await writer.registerChannel({ schemaId, topic, messageEncoding: 'json', metadata: new Map() });
  let sequence = 0;
  return async (at: number, text: string) => {
    // The format knows no time before 1970 (https://mcap.dev/spec#timestamps).
    const logTime = BigInt(Math.max(0, Math.floor(at))) * 1_000n;
    await writer.addMessage({
      channelId,
      sequence: sequence++,
      logTime,
      publishTime: logTime,
      data: Buffer.from(text),
    });
  };
}

/** A time of an experiment, microseconds; −Infinity where it has none. */
function timeOf(job: ExportJob, name: string): (row: Row) => number {
  const place = placeOf(job, name);
  return (row) => {
    const at = row[place];
    return typeof at === 'number' ? at : Number.NEGATIVE_INFINITY;
  };
}

// What viewers offer to plot by its name; json columns may hold anything.
const PROPERTIES: Readonly<Record<TableColumn['storage'], object>> = {
  integer: { type: 'integer' },
  real: { type: 'number' },
  numeric: { type: 'number' },
  boolean: { type: 'boolean' },
  time: { type: 'string', format: 'date-time' },
  json: {},
  text: { type: 'string' },
};

function schemaOf(name: string, columns: readonly TableColumn[]) {
  const properties = Object.fromEntries(columns.map((column) => [column.name, PROPERTIES[column.storage]]));
  const data = Buffer.from(JSON.stringify({ $id: name, type: 'object', properties }));
  return { name, encoding: 'jsonschema', data };
}

function writableOf(sink: FileSink) {
  return {
    async write(bytes: Uint8Array) {
      sink.putBytes(bytes);
      await sink.drain();
    },
    position: () => BigInt(sink.position),
  };
}

// Node has it since 22.15, and Electron's build of it may not: then chunks are not compressed.
const compressChunk =
  'zstdCompressSync' in zlib
    ? (chunk: Uint8Array) => ({ compression: 'zstd', compressedData: zlib.zstdCompressSync(chunk) })
    : null;
