import { expect, test } from 'vitest';
import { junk } from './faults/notices.ts';
import { largeTransaction, lateCommit, longTexts } from './faults/writing.ts';
import { openStage } from './on-stage.ts';
import { lasting } from './soak-scale.ts';
import type { Fault } from './stage.ts';

const late = lasting(300, 15);

const FAULTS: readonly (readonly [string, Fault])[] = [
  [`a transaction commits behind everybody else after ${late.words}`, lateCommit(late.seconds)],
  ['20,000 rows come in one transaction', largeTransaction(20_000)],
  ['20,000 forged and malformed notices', junk(20_000)],
];

test.each(FAULTS)('%s', async (_, fault) => {
  const stage = await openStage();
  await stage.perform(fault);
  expect(stage.feed.wasNeverLost, stage.feed.history()).toBe(true);
});

test('texts at the limit of a payload, in letters of several bytes', async () => {
  const stage = await openStage();
  await stage.perform(longTexts);
});

test('16 writers at once', async () => {
  const stage = await openStage();
  await stage.perform((stage) => stage.arrivalOf(5_000), 16);
});
