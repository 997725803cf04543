import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../../src/renderer/state/address-text.ts';

test.each([
  ['/', '', { page: 'wall' }],
  ['/run/12', '', { page: 'run', experimentId: 12, step: null }],
  ['/run/12', '?step=7', { page: 'run', experimentId: 12, step: 7 }],
  ['/run/12/', '?step=x', { page: 'run', experimentId: 12, step: null }],
  ['/run/abc', '', { page: 'wall' }],
  ['/run/1e9', '', { page: 'wall' }],
  ['/elsewhere', '?step=3', { page: 'wall' }],
] as const)('%s%s', (path, search, address) => {
  expect(parseAddress(path, search)).toEqual(address);
});

test('what is written is read again', () => {
  for (const address of [
    { page: 'wall' },
    { page: 'run', experimentId: 3, step: null },
    { page: 'run', experimentId: 3, step: 0 },
  ] as const) {
    const [path = '', search = ''] = formatAddress(address).split(/(?=\?)/);
    expect(parseAddress(path, search)).toEqual(address);
  }
});
