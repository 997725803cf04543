import { type DemoLaboratory, type DemoOptions, startDemo } from '#core/demo/laboratory.ts';

/**
 * The host's one demo laboratory, shared by the sources that watch it: it ends with the last of them. Somebody who comes
 * while it is ending waits for the end, and starts it again.
 */
export class DemoKeeper {
  readonly #options: Pick<DemoOptions, 'dataDir' | 'onProblem'>;
  #users = 0;
  #demo: Promise<DemoLaboratory> | null = null;
  #starting = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: Pick<DemoOptions, 'dataDir' | 'onProblem'>) {
    this.#options = options;
  }

  /** To be called once by each source, before {@link url}. */
  join(): void {
    this.#users++;
  }

  /**
   * Where it is; starts it where it does not run.
   * @throws an error whose message is a sentence for a person
   */
  async url(onProgress: (sentence: string) => void): Promise<string> {
    await this.#ended;
    this.#demo ??= startDemo({ ...this.#options, onProgress, signal: this.#starting.signal });
    const present = this.#demo;
    try {
      const { url, runsElsewhere } = await present;
      // The other process may have ended it when it is asked for again.
      if (runsElsewhere && this.#demo === present) this.#demo = null;
      return url;
    } catch (error) {
      // The next one who asks starts it again.
      if (this.#demo === present) this.#demo = null;
      throw error;
    }
  }

  /** The source of somebody who has joined has ended. */
  async leave(): Promise<void> {
    this.#users--;
    if (this.#users > 0) return;
    const demo = this.#demo;
    this.#demo = null;
    this.#starting.abort();
    this.#starting = new AbortController();
    const former = this.#ended;
    this.#ended = (async () => {
      await former;
      await (await demo?.catch(() => null))?.stop();
    })();
    await this.#ended;
  }
}
