import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TABLE_FORMATS } from '#core/sessions/export/formats.ts';
import { makeWhole } from '#core/sessions/export/whole.ts';
import type { ExportFormat } from '#shared/domain/session.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { ALL, endless, nastyRows } from '../../support/rows.ts';

const NEW = { replace: false };
const FORMATS = ['csv', 'parquet', 'jsonl', 'mcap'] as const satisfies readonly ExportFormat[];

describe.each(FORMATS)('%s', (format) => {
  const { write } = TABLE_FORMATS[format];

  test('an export that is given up leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const stopping = new AbortController();
    const rows = endless((page) => {
      if (page === 30) stopping.abort();
    });
    const job = { rows, selection: ALL, progress() {}, signal: stopping.signal };
    await expect(makeWhole(join(folder, 'out'), NEW, (path) => write(job, path))).rejects.toThrow(/abort/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('one whose source fails leaves nothing behind, and says why', async () => {
    const folder = temporaryFolder();
    const rows = endless((page) => {
      if (page === 30) throw new Error('the connection was cut');
    });
    const job = { rows, selection: ALL, progress() {} };
    await expect(makeWhole(join(folder, 'out'), NEW, (path) => write(job, path))).rejects.toThrow('connection was cut');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('it tells how many actions it has written, and all of them at the end', async () => {
    const told: number[] = [];
    const job = { rows: nastyRows(), selection: ALL, progress: (actions: number) => told.push(actions) };
    await write(job, join(temporaryFolder(), 'out'));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(await nastyRows().count());
  });
});

describe('a file or a folder as a whole', () => {
  const make = (text: string) => (path: string) => Promise.resolve(writeFileSync(path, text));

  test('nothing is replaced unless that was agreed on, and a folder never', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'there');
    writeFileSync(path, 'before');
    await expect(makeWhole(path, NEW, make('after'))).rejects.toThrow(/is there already, so nothing was saved/);
    expect(await readFile(path, 'utf8')).toBe('before');
    await makeWhole(path, { replace: true }, make('after'));
    expect(await readFile(path, 'utf8')).toBe('after');
    mkdirSync(join(folder, 'folder'));
    await expect(makeWhole(join(folder, 'folder'), { replace: true }, make('after'))).rejects.toThrow(
      /is there already/,
    );
    expect(readdirSync(folder).toSorted()).toEqual(['folder', 'there']);
  });

  test('what came into its place meanwhile is not replaced either', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'there');
    const late = async (temporary: string) => {
      writeFileSync(temporary, 'mine');
      writeFileSync(path, 'theirs');
    };
    await expect(makeWhole(path, NEW, late)).rejects.toThrow(/is there already/);
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['there']);
  });

  test('a folder that is not there is named as it was asked for', async () => {
    const path = join(temporaryFolder(), 'nowhere', 'out');
    const job = { rows: nastyRows(), selection: ALL, progress() {} };
    const failed = makeWhole(path, NEW, (temporary) => TABLE_FORMATS.jsonl.write(job, temporary));
    await expect(failed).rejects.toThrow(`${path} could not be written`);
    expect(existsSync(path)).toBe(false);
  });
});
