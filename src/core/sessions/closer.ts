import { existsSync } from 'node:fs';
import type { Logger } from '#core/log.ts';
import { redact } from '#core/redaction.ts';
import { finishSession } from './finish.ts';
import { rescuedPath, rescueSession } from './rescue.ts';
import { SessionFileError } from './session-file.ts';

/** Closes sessions that were recorded, one after the other: each is read and written as a whole. */
export class Closer {
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  readonly #closing = new Set<string>();
  readonly #failures = new Map<string, string>();
  #last: Promise<void> = Promise.resolve();

  /** @param signal gives up; what is not closed by then is closed at the next start */
  constructor(log: Logger, signal: AbortSignal) {
    this.#log = log;
    this.#signal = signal;
  }

  /** Whether a file is being closed, or waits for it. */
  isClosing(path: string): boolean {
    return this.#closing.has(path);
  }

  /** Why a file could not be closed, as a sentence; undefined where it could, or was never tried. */
  failureOf(path: string): string | undefined {
    return this.#failures.get(path);
  }

  /** Resolves when nothing is being closed. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** Closes a session; of one that is damaged it makes another one of what can be read. Never throws. */
  close(path: string, progress: (share: number) => void): Promise<void> {
    this.#closing.add(path);
    const turn = this.#last.then(async () => {
      if (!this.#signal.aborted) await this.#close(path, progress);
      this.#closing.delete(path);
    });
    this.#last = turn;
    return turn;
  }

  async #close(path: string, progress: (share: number) => void): Promise<void> {
    this.#failures.delete(path);
    try {
      await finishSession(path, progress, this.#signal);
    } catch (error) {
      if (this.#signal.aborted) return;
      if (!(error instanceof SessionFileError)) this.#fail(path, error);
      else if (error.kind === 'damaged' && !existsSync(rescuedPath(path))) {
        await rescueSession(path, this.#signal).catch((reason) => this.#fail(path, reason));
      }
    }
  }

  #fail(path: string, error: unknown): void {
    if (this.#signal.aborted) return;
    const reason = error instanceof Error ? redact(error.message) : 'unknown';
    this.#log.warn({ reason }, 'a session could not be closed');
    this.#failures.set(path, `It could not be closed: ${reason} It is tried again at the next start.`);
  }
}
