/** Milliseconds that work goes on before the page has its turn: a third of a frame. */
const SLICE = 5;

/**
 * Runs work that yields now and then without holding up the page: it goes on from the end of the event queue.
 * @param signal ends the work; the promise is then rejected with the signal's reason
 */
export async function inSlices<T>(work: Generator<unknown, T>, signal?: AbortSignal): Promise<T> {
  let until = performance.now() + SLICE;
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve));
    until = performance.now() + SLICE;
  }
}
