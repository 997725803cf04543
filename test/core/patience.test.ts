import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPatience } from '#core/patience.ts';
import { stall } from '../support/stall.ts';

/** Two ends of one connection within this process. */
async function pair(): Promise<{ here: Socket; there: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const accepted = once(server, 'connection');
  const here = connect(address.port, '127.0.0.1');
  const [there] = (await accepted) as [Socket];
  onTestFinished(() => {
    here.destroy();
    there.destroy();
    server.close();
  });
  return { here, there };
}

test('an answer that came during a stall is read before patience is over', async () => {
  const { here, there } = await pair();
  there.write('so that it is being read');
  await once(here, 'data');
  // From here on as in a timer's callback.
  await new Promise((resolve) => setTimeout(resolve, 0));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const outcome = Promise.withResolvers<string>();
  const end = startPatience(400, () => outcome.resolve('over'));
  here.once('data', () => {
    end();
    outcome.resolve('answered');
  });
  there.write('the answer');
  stall(100);
  // Time has passed, and no socket was read.
  vi.advanceTimersByTime(400);
  expect(await outcome.promise).toBe('answered');
});

test('a stall uses up no more than a part of it', async () => {
  const began = performance.now();
  const over = new Promise<number>((resolve) => startPatience(400, () => resolve(performance.now() - began)));
  stall(1_000);
  // Timers may come a millisecond early.
  expect(await over).toBeGreaterThan(1_000 + 300 - 5);
});

test('it is over in the end, and not before', async () => {
  const began = performance.now();
  const over = new Promise<number>((resolve) => startPatience(100, () => resolve(performance.now() - began)));
  expect(await over).toBeGreaterThan(100 - 5);
});

test('once ended it is never over', async () => {
  let isOver = false;
  const end = startPatience(0, () => {
    isOver = true;
  });
  end();
  // A longer one, begun later, is over later.
  await new Promise<void>((resolve) => startPatience(100, resolve));
  expect(isOver).toBe(false);
});
