import { expect, test } from 'vitest';
import { type Address, formatAddress, formatLink, parseAddress, parseLink, runAddress } from '#shared/address.ts';

const compare = { page: 'compare', experimentIds: [3, 4], axis: null, at: null, overlays: null } as const;

test.each([
  ['/', '', { page: 'wall' }],
  ['/run/12', '', runAddress(12)],
  ['/run/12', '?step=7', runAddress(12, { step: 7 })],
  ['/run/12/', '?step=x', runAddress(12)],
  ['/run/12', '?axis=time&overlays=heat,trail:200', runAddress(12, { axis: 'time', overlays: 'heat,trail:200' })],
  ['/run/12', '?axis=sideways&overlays=%3Cscript%3E', runAddress(12)],
  ['/run/abc', '', { page: 'wall' }],
  ['/run/1e9', '', { page: 'wall' }],
  ['/compare', '?runs=3-4', compare],
  ['/compare', '?runs=3-x-3-4&axis=share&at=0.25', { ...compare, axis: 'share', at: 0.25 }],
  ['/compare', '', { page: 'wall' }],
  ['/sessions', '', { page: 'sessions' }],
  ['/sessions/', '?profile=session:a', { page: 'sessions' }],
  ['/elsewhere', '?step=3', { page: 'wall' }],
  ['/', '?at=1747051512000', { page: 'wall', at: 1_747_051_512_000 }],
  ['/', '?at=yesterday', { page: 'wall' }],
  ['/', '?at=9999999999999999', { page: 'wall' }],
  ['/elsewhere', '?at=1747051512000', { page: 'wall' }],
] as const)('%s%s', (path, search, address) => {
  expect(parseAddress(path, search)).toEqual(address);
});

test('a comparison shows nine runs at most', () => {
  const address = parseAddress('/compare', `?runs=${Array.from({ length: 30 }, (_, i) => i + 1).join('-')}`);
  expect(address).toMatchObject({ experimentIds: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
});

const ADDRESSES: readonly Address[] = [
  { page: 'wall' },
  { page: 'wall', at: 1_747_051_512_345 },
  { page: 'wall', at: 0 },
  { page: 'sessions' },
  runAddress(3),
  runAddress(3, { step: 0, axis: 'time', overlays: 'visited,heat' }),
  { ...compare, axis: 'time', at: 1234.5, overlays: 'difference' },
  { ...compare, axis: 'share', at: 0.333333 },
];

test('what is written is read again', () => {
  for (const address of ADDRESSES) {
    const [path = '', search = ''] = formatAddress(address).split(/(?=\?)/);
    expect(parseAddress(path, search)).toEqual(address);
  }
});

test('a place on an axis is written so that it can be read, however many digits it has', () => {
  for (const at of [1 / 3, 1234.56789012, 5e-7, 0, 86_400_000.25]) {
    const [path = '', search = ''] = formatAddress({ ...compare, at }).split(/(?=\?)/);
    const read = parseAddress(path, search);
    expect(read.page === 'compare' ? read.at : null).toBeCloseTo(at, 5);
  }
});

test('a link leads to the path that it was made of', () => {
  for (const address of ADDRESSES) {
    expect(parseLink(formatLink(address, 'lab', null))).toBe(formatAddress(address, 'lab'));
  }
  const path = parseLink(formatLink(runAddress(3, { step: 7 }), 'lab', 'oriole on db.example:5432'));
  expect(path).toBe('/run/3?step=7&profile=lab&database=oriole+on+db.example%3A5432');
});

test('what is no link of ours leads nowhere, and nothing else of a link gets through', () => {
  for (const link of [
    'https://open/run/3',
    'oriole://evil/run/3',
    'oriole:run/3',
    'nonsense',
    `oriole://open/${'x'.repeat(5_000)}`,
  ]) {
    expect(parseLink(link)).toBeNull();
  }
  expect(parseLink('oriole://open/../../etc/passwd')).toBe('/');
  expect(parseLink('oriole://open/run/3?step=2&token=secret&evil=1')).toBe('/run/3?step=2');
});
