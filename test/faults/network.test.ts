import { test } from 'vitest';
import { blackHole, broken, cut, forget, freeze, loseListen, refuse, slow } from './faults/network.ts';
import { openStage } from './on-stage.ts';
import type { Fault } from './stage.ts';

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['the connections are cut', cut],
  ['the network swallows everything and tells nobody (half-open)', freeze],
  ['the network swallows new connections too, for 12 s', blackHole(12)],
  ['the network delays everything, and each piece differently', slow(8)],
  ['the connections are reset in the middle of a message', broken('reset')],
  ['the connections are cut in the middle of a message', broken('truncate')],
  ['nobody answers for 3 s', refuse(3)],
  ['LISTEN fails three times after connecting', loseListen(3)],
  ['the server forgets that the session listens', forget],
];

test.each(FAULTS)('%s', async (_, fault) => {
  const stage = await openStage({ network: true });
  await stage.perform(fault);
});
