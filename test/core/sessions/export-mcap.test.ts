import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { McapIndexedReader, McapStreamReader } from '@mcap/core';
import { describe, expect, test } from 'vitest';
import { exportMcap } from '#core/sessions/export/mcap.ts';
import type { Row } from '#core/sessions/rows.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { ALL, MemoryRows, NASTY, NOON, nastyRows } from '../../support/rows.ts';

async function exported(rows: MemoryRows) {
  const path = join(temporaryFolder(), 'out.mcap');
  await exportMcap({ rows, selection: ALL, progress() {} }, path);
  const bytes = await readFile(path);
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt(bytes.length),
      read: async (offset, size) => bytes.subarray(Number(offset), Number(offset + size)),
    },
    decompressHandlers: { zstd: (chunk) => zstdDecompressSync(chunk) },
  });
  const topicOf = (id: number) => reader.channelsById.get(id)?.topic ?? '';
  const messages: { topic: string; at: bigint; row: Record<string, unknown> }[] = [];
  for await (const { channelId, logTime, data } of reader.readMessages({ validateCrcs: true })) {
    const row = JSON.parse(Buffer.from(data).toString('utf8')) as Record<string, unknown>;
    messages.push({ topic: topicOf(channelId), at: logTime, row });
  }
  return { bytes, reader, messages };
}

describe('MCAP', () => {
  test('its own reader finds a channel for each experiment, with a schema', async () => {
    const { reader, messages } = await exported(nastyRows());
    expect([...reader.channelsById.values()].map(({ topic }) => topic)).toEqual([
      '/mazes',
      '/experiments',
      '/experiments/1',
      '/experiments/2',
    ]);
    const schema = [...reader.schemasById.values()].find(({ name }) => name === 'oriole.AgentAction');
    expect(schema?.encoding).toBe('jsonschema');
    expect(JSON.parse(Buffer.from(schema?.data ?? []).toString('utf8'))).toMatchObject({
      type: 'object',
      properties: { step_number: { type: 'integer' }, tokens_per_second: { type: 'number' } },
    });
    const actions = messages.filter(({ topic }) => topic === '/experiments/1');
    expect(actions).toHaveLength(NASTY.length + 8);
    const texts = actions.flatMap(({ row }) => (typeof row['reasoning'] === 'string' ? [row['reasoning']] : []));
    expect(texts.toSorted()).toEqual(NASTY.toSorted());
    const [first] = actions.filter(({ row }) => row['id'] === 2);
    expect(first).toMatchObject({ at: BigInt(NOON + 1) * 1_000n, row: { timestamp: '2026-05-01T12:00:00.000001Z' } });
    expect(messages.filter(({ topic }) => topic === '/mazes')).toMatchObject([
      {
        at: BigInt(NOON) * 1_000n,
        row: {
          grid_data: [
            [0, 1],
            [2, 0],
          ],
        },
      },
      { row: { name: '=maze' } },
    ]);
  });

  test('runs that went on side by side are written in the order of time', async () => {
    const runs = [1, 2, 3];
    const experiments = runs.map((id): Row => [id, 'model', null, NOON + id * 10]);
    const actions = runs.flatMap((id) =>
      Array.from(
        { length: 50 },
        (_, n): Row => [
          id * 100 + n,
          id,
          n,
          'x',
          1,
          n === 7 ? null : NOON + id * 10 + n * 3,
          null,
          null,
          null,
          null,
          null,
        ],
      ),
    );
    const { bytes } = await exported(new MemoryRows({ mazes: [], experiments, actions }, 4));
    const reader = new McapStreamReader({ decompressHandlers: { zstd: (chunk) => zstdDecompressSync(chunk) } });
    reader.append(bytes);
    const written: number[] = [];
    for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
      if (record.type === 'Message' && record.channelId > 1) written.push(Number(record.logTime / 1_000n));
    }
    expect(written).toHaveLength(150);
    expect(written).toEqual(written.toSorted((a, b) => a - b));
  });
});
