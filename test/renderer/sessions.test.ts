import { expect, test } from 'vitest';
import type { SessionEntry } from '#shared/domain/session.ts';
import { readIds } from '../../src/renderer/sessions/experiment-ids.ts';
import { type Finding, findSessions, orderAfter } from '../../src/renderer/sessions/find.ts';
import { formatBytes } from '../../src/renderer/words.ts';

function session(name: string, part: Partial<SessionEntry> = {}): SessionEntry {
  return {
    id: `session:${name}`,
    file: `/recordings/${name}.oriole`,
    folder: '/recordings',
    state: 'closed',
    name,
    tags: [],
    notes: '',
    profile: null,
    database: null,
    startedAt: null,
    endedAt: null,
    experiments: 0,
    actions: 0,
    models: [],
    bytes: 0,
    modifiedAt: 0,
    hasTexts: true,
    bookmarks: 0,
    thumbnail: null,
    remarks: [],
    openedAt: null,
    ...part,
  };
}

const ALL: Finding = { search: '', isRecent: false, column: 'name', isDescending: false };

const names = (entries: readonly SessionEntry[], finding: Partial<Finding>) =>
  findSessions(entries, { ...ALL, ...finding }).map(({ name }) => name);

test('a search wants every word, wherever it stands', () => {
  const entries = [
    session('Monday', { tags: ['Demo'], models: ['claude-3.5-haiku'], notes: 'circles at step 120' }),
    session('Tuesday', { profile: 'Lab', models: ['claude-3.5-haiku'] }),
    session('Wednesday', { database: 'oriole on db.example:5432' }),
  ];
  expect(names(entries, { search: 'HAIKU' })).toEqual(['Monday', 'Tuesday']);
  expect(names(entries, { search: ' haiku  lab ' })).toEqual(['Tuesday']);
  expect(names(entries, { search: 'demo circles' })).toEqual(['Monday']);
  expect(names(entries, { search: 'db.example' })).toEqual(['Wednesday']);
  expect(names(entries, { search: 'haiku nobody' })).toEqual([]);
});

test('names are sorted as people count, and what has no value comes last in either direction', () => {
  const entries = [
    session('run 10', { startedAt: 5, endedAt: 9 }),
    session('run 9', { startedAt: 1, endedAt: 2 }),
    session('Run 2', { startedAt: 3 }),
  ];
  expect(names(entries, {})).toEqual(['Run 2', 'run 9', 'run 10']);
  expect(names(entries, { column: 'length' })).toEqual(['run 9', 'run 10', 'Run 2']);
  expect(names(entries, { column: 'length', isDescending: true })).toEqual(['run 10', 'run 9', 'Run 2']);
  // One that does not say when it began is listed by its file.
  expect(names([session('a', { modifiedAt: 4 }), session('b', { startedAt: 3 })], { column: 'startedAt' })).toEqual([
    'b',
    'a',
  ]);
});

test('recent are those that were opened here', () => {
  const entries = [session('a', { openedAt: 2 }), session('b'), session('c', { openedAt: 7 })];
  expect(names(entries, { isRecent: true, column: 'openedAt', isDescending: true })).toEqual(['c', 'a']);
});

test('a second click on a head turns the order round; figures begin at the largest', () => {
  expect(orderAfter('bytes', { column: 'name', isDescending: false })).toEqual({ column: 'bytes', isDescending: true });
  expect(orderAfter('bytes', { column: 'bytes', isDescending: true })).toEqual({
    column: 'bytes',
    isDescending: false,
  });
  expect(orderAfter('name', { column: 'bytes', isDescending: true })).toEqual({ column: 'name', isDescending: false });
});

test('experiments are read as people write them', () => {
  expect(readIds('12, 14-16 20;#21', 100).ids).toEqual([12, 14, 15, 16, 20, 21]);
  expect(readIds('3 – 5, 4', 100).ids).toEqual([3, 4, 5]);
  expect(readIds('', 100).problem).toMatch(/is missing/);
  expect(readIds('12, x', 100).problem).toMatch(/“x”/);
  expect(readIds('9-4', 100).problem).toMatch(/backwards/);
  // A range that nobody means is refused before it is counted out.
  expect(readIds('1-999999999999999', 100).problem).toMatch(/too many/);
  expect(readIds('1-100', 100).ids).toHaveLength(100);
  expect(readIds('1-101', 100).problem).toMatch(/More than 100/);
});

test('bytes have one figure after the point below ten', () => {
  expect([0, 999, 1_000, 9_940, 9_960, 12_345, 999_499, 3_400_000, 81e9, 5e15].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '12 kB',
    '999 kB',
    '3.4 MB',
    '81 GB',
    '5,000 TB',
  ]);
});
