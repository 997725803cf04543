import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameRequest, inFrame } from '../../src/renderer/frames.ts';

// Node has no frames; this is how a browser runs them: what is asked for in a frame comes in the next one.
let waiting = new Map<number, (now: number) => void>();
let handles = 0;

function frame(): void {
  const due = waiting;
  waiting = new Map();
  for (const [handle, callback] of due) {
    cancelled.delete(handle) || callback(0);
  }
}
const cancelled = new Set<number>();

beforeEach(() => {
  waiting = new Map();
  cancelled.clear();
  vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => {
    waiting.set(++handles, callback);
    return handles;
  });
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => {
    waiting.delete(handle) || cancelled.add(handle);
  });
});
afterEach(() => vi.unstubAllGlobals());

test('what moves with the frames is drawn in each of them, as it is by then', () => {
  const drawn: number[] = [];
  let position = 0;
  const draw = new FrameRequest(() => drawn.push(position));
  const tick = () => {
    inFrame(() => {
      position++;
      draw.request();
    });
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  for (let n = 0; n < 5; n++) frame();
  expect(drawn).toEqual([1, 2, 3, 4, 5]);
});

test('however often it is asked for, it is drawn once', () => {
  let drawn = 0;
  const draw = new FrameRequest(() => drawn++);
  draw.request();
  draw.request();
  frame();
  expect(drawn).toBe(1);
  draw.request();
  inFrame(() => draw.request());
  expect(drawn).toBe(2);
  frame();
  expect(drawn).toBe(2);
  inFrame(() => {
    draw.request();
    draw.cancel();
  });
  expect(drawn).toBe(2);
});
