import { expect, test } from 'vitest';
import { hangUp, killHost, sleep } from './faults/host.ts';
import { largeTransaction } from './faults/writing.ts';
import { openStage } from './on-stage.ts';

test('the host is killed twice and started again', async () => {
  const stage = await openStage({ host: 'process' });
  await stage.perform(async (stage) => {
    for (let times = 0; times < 2; times++) {
      await killHost(stage);
      await stage.feed.until('live');
      await stage.arrivalOf(200);
    }
  });
  expect(stage.stream.returns).toBeGreaterThanOrEqual(2);
});

test('the laptop sleeps for 20 s, and its connections are cut meanwhile', async () => {
  const stage = await openStage({ host: 'process', network: true });
  await stage.perform(sleep(20));
});

test('viewers lose their connections ten times', async () => {
  const stage = await openStage();
  await stage.perform(hangUp(10));
  expect(stage.stream.returns).toBeGreaterThanOrEqual(10);
  expect(stage.runs.returns).toBeGreaterThanOrEqual(10);
});

test('a viewer stops reading under 20,000 rows, and goes on', async () => {
  const stage = await openStage({ host: 'process' });
  await stage.perform(async (stage) => {
    stage.stream.stall(true);
    await largeTransaction(20_000)(stage);
    // The others do not wait for it.
    await stage.arrivalOf(20_000, stage.runs);
    stage.stream.stall(false);
  });
});
