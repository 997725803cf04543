import { Connector } from '#core/database/connect.ts';
import { explain } from '#core/database/problem.ts';
import type { ConnectionTarget } from '#core/database/target.ts';
import type { Logger } from '#core/log.ts';
import type { OfferedHostKey } from '#core/tunnel/host-keys.ts';
import { watchSurroundings } from './surroundings.ts';
import { type Queries, Watch, type WatchParts } from './watch.ts';

/** What a feed drives. */
export interface FeedParts extends WatchParts {
  readonly log: Logger;
}

/**
 * Keeps one database watched for as long as the host runs: one {@link Watch} after the other, with the waits between
 * them that the state machine decides on.
 */
export class Feed {
  readonly #target: () => Promise<ConnectionTarget>;
  readonly #parts: FeedParts;
  readonly #stopping = new AbortController();
  #watch: Watch | null = null;
  #skipWait: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #offered: OfferedHostKey | null = null;
  #wantsRetry = false;

  /** @param target asked before each attempt */
  constructor(target: () => Promise<ConnectionTarget>, parts: FeedParts) {
    this.#target = target;
    this.#parts = parts;
  }

  /** The queries of the present connection, null while there is none. */
  get queries(): Queries | null {
    return this.#watch?.queries ?? null;
  }

  /** The key of an SSH server about which a person is asked; null while nobody is. */
  get offeredHostKey(): OfferedHostKey | null {
    return this.#offered;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /**
   * Tries to connect now instead of at the end of the wait. An attempt that is under way may not know yet what has changed:
   * where it fails, another one follows at once.
   */
  retry(): void {
    this.#wantsRetry = true;
    this.#skipWait?.();
  }

  /** The machine woke up, or its network changed: connections are checked, and waits are cut short. */
  check(): void {
    this.#watch?.check();
    if (this.#parts.state.machine.state === 'reconnecting') this.#skipWait?.();
  }

  /** To be called when a read of the tail failed: the connection is given up and made anew. */
  lost(error: unknown): void {
    this.#watch?.end(error);
  }

  /** Looks at the triggers now. */
  async review(): Promise<void> {
    await this.#watch?.review();
  }

  /** @param ms how often to read while polling, milliseconds */
  setPollInterval(ms: number): void {
    this.#parts.state.signal({ type: 'poll-interval', ms });
    this.#watch?.paceChanged();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#skipWait?.();
    this.#watch?.end(new Error('stopped'));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { state, log } = this.#parts;
    const leave = watchSurroundings(() => this.check());
    while (!this.#stopping.signal.aborted) {
      state.signal({ type: 'connect' });
      this.#wantsRetry = false;
      const error = await this.#watchOnce();
      if (this.#stopping.signal.aborted) break;
      const problem = explain(error);
      log.warn({ reason: problem.reason }, 'feed lost');
      this.#offered = problem.hostKey ?? null;
      state.signal({ type: 'lost', problem, random: Math.random() });
      await this.#wait(state.machine.nextAttemptAt);
      this.#offered = null;
    }
    leave();
  }

  /** Resolves with why it is over. */
  async #watchOnce(): Promise<unknown> {
    let target: ConnectionTarget;
    try {
      target = await this.#target();
    } catch (error) {
      return error;
    }
    if (this.#stopping.signal.aborted) return null;
    // Anew each time: a pooler or TLS may have come or gone.
    this.#watch = new Watch(new Connector(target), this.#parts);
    const reason = await this.#watch.run();
    this.#watch = null;
    return reason;
  }

  async #wait(until: number | null): Promise<void> {
    if (this.#wantsRetry) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#skipWait = resolve;
      if (until !== null) timer = setTimeout(resolve, Math.max(0, until - Date.now()));
    });
    clearTimeout(timer);
    this.#skipWait = null;
  }
}
