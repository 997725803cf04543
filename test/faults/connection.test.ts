import { test } from 'vitest';
import { terminate } from './faults/server.ts';
import { openStage } from './on-stage.ts';

test('nothing goes wrong', async () => {
  const stage = await openStage();
  await stage.perform(async () => {});
});

test('the backend is terminated', async () => {
  const stage = await openStage();
  await stage.perform(terminate);
});
