/**
 * Readers that wait for something to change. Each is let go by a matching {@link wake}, when its time is up, or when
 * it is aborted, whichever comes first.
 */
export class Waiters<Topic = undefined> {
  readonly #waiting = new Set<{ topic: Topic; done: () => void }>();

  /** @param ms how long to wait at most; 0 or an aborted signal resolves at once */
  wait(topic: Topic, ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter = { topic, done };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
      this.#waiting.add(waiter);
    });
  }

  /** What is waited for, once for each reader. */
  get topics(): Topic[] {
    return [...this.#waiting].map(({ topic }) => topic);
  }

  /** Lets go those whose topic matches; all of them without a condition. */
  wake(matches: (topic: Topic) => boolean = () => true): void {
    for (const waiter of [...this.#waiting]) if (matches(waiter.topic)) waiter.done();
  }
}
