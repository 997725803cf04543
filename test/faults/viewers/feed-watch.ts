import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEvent, FeedStateName, FeedStatus } from '#shared/domain/feed.ts';
import { until } from '../../support/until.ts';
import { ContractLink } from './contract-link.ts';
import { RETURN_MS } from './viewer.ts';

const WAIT_MS = 5_000;

/** Follows the feed's state through the contract, and remembers every change of it. */
export class FeedWatch {
  /** Every change, oldest first; those of a host that was started again included. */
  readonly events: FeedEvent[] = [];
  #status: FeedStatus | null = null;
  readonly #known = new Set<string>();
  readonly #link: ContractLink;
  readonly #leaving = new AbortController();
  readonly #running: Promise<void>;

  /** @param host the host's URL, with the token */
  constructor(host: URL) {
    this.#link = new ContractLink(host);
    this.#running = this.#watch();
  }

  /** Where it is, in a line. */
  get now(): string {
    return this.#status ? `${this.#status.state}: ${this.#status.reason}` : 'not asked yet';
  }

  /** Waits until the feed is in a state, for a reason. */
  async until(state: FeedStateName, reason = /./, ms = 40_000): Promise<void> {
    const is = () => this.#status?.state === state && reason.test(this.#status.reason);
    await until(`the feed is ${state} (${reason})`, is, ms).catch((error: Error) => {
      throw new Error(`${error.message} It is ${this.now}\n${this.history()}`);
    });
  }

  /** True when it has stayed live ever since it was. */
  get wasNeverLost(): boolean {
    const live = this.events.findIndex(({ state }) => state === 'live');
    return live >= 0 && this.events.slice(live).every(({ state }) => state === 'live');
  }

  /** Skips the feed's wait before the next attempt to connect. */
  async retry(): Promise<void> {
    await (await this.#link.client()).feed.retry();
  }

  /** The changes of state as lines. */
  history(): string {
    const first = this.events[0]?.at ?? 0;
    return this.events
      .map(({ at, state, reason }) => `  ${((at - first) / 1_000).toFixed(1).padStart(6)} s  ${state}: ${reason}`)
      .join('\n');
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    this.#link.close();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#leaving;
    let after: string | null = null;
    while (!signal.aborted) {
      try {
        const client = await this.#link.client();
        const { revision, status, events } = await client.feed.read({ after, waitMs: WAIT_MS });
        after = revision;
        this.#status = status;
        for (const event of events) this.#remember(event);
      } catch {
        this.#status = null;
        await delay(RETURN_MS, undefined).catch(() => {});
      }
    }
  }

  #remember(event: FeedEvent): void {
    const key = JSON.stringify(event);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.events.push(event);
  }
}
