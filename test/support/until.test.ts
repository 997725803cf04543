import { expect, test } from 'vitest';
import { stall } from './stall.ts';
import { until } from './until.ts';

test('what was about to come true is waited for after a stall', async () => {
  let came = false;
  setTimeout(() => {
    came = true;
  }, 200);
  const waiting = until('it came', () => came, 400);
  stall(1_000);
  await waiting;
});

test('what never comes true is not waited for without end', async () => {
  await expect(until('it came', () => false, 100)).rejects.toThrow('Waited 100 ms in vain until it came.');
});
