import { type RecordingStatus, SESSION_PREFIX } from '#shared/domain/session.ts';
import type { Ending, Recorder } from './recorder.ts';

interface RecordingParts {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly recorder: Recorder;
  readonly isAutomatic: boolean;
}

/** One recording, from its beginning until its file is closed, as viewers are told of it. */
export class Recording {
  readonly id: string;
  readonly #parts: RecordingParts;
  readonly #startedAt = Date.now();
  #state: 'recording' | 'closing' | 'ended' | 'failed' = 'recording';
  #endedAt: number | null = null;
  #sentence: string | null = null;
  #closed: number | null = null;
  #over: Promise<string> = Promise.resolve('');

  constructor(parts: RecordingParts) {
    this.id = parts.id;
    this.#parts = parts;
  }

  /** Resolves when it is over, and its file closed, with why. */
  get over(): Promise<string> {
    return this.#over;
  }

  /** Where its file is; null where nothing was recorded. */
  get path(): string | null {
    return this.#parts.recorder.path;
  }

  /** True until it ends; closing the file comes after that. */
  get isGoing(): boolean {
    return this.#state === 'recording' && !this.#parts.recorder.isEnding;
  }

  get isOver(): boolean {
    return this.#state === 'ended' || this.#state === 'failed';
  }

  get actions(): number {
    return this.#parts.recorder.actions;
  }

  /** Records. @param close closes the file, when all is in it */
  run(close: (ending: Ending) => Promise<void>): Promise<string> {
    this.#over = this.#run(close);
    return this.#over;
  }

  stop(sentence: string): void {
    this.#parts.recorder.stop(sentence);
  }

  /** The file is being closed. @param share how much of it is done, 0 to 1 */
  closing(share: number): void {
    this.#closed = share;
  }

  get status(): RecordingStatus {
    const { id, source, name, recorder, isAutomatic } = this.#parts;
    const isWaiting = this.#state === 'recording' && !recorder.isRecording;
    return {
      id,
      session: `${SESSION_PREFIX}${id}`,
      source,
      name,
      state: isWaiting ? 'waiting' : this.#state,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      actions: recorder.actions,
      experiments: recorder.experiments,
      bytes: recorder.bytes,
      freeBytes: recorder.freeBytes,
      progress: this.#state === 'closing' ? this.#closed : recorder.pastDone,
      sentence: this.#sentence,
      isAutomatic,
    };
  }

  async #run(close: (ending: Ending) => Promise<void>): Promise<string> {
    const ending = await this.#parts.recorder.run();
    this.#endedAt = Date.now();
    this.#sentence = ending.sentence;
    this.#state = 'closing';
    await close(ending);
    this.#state = this.path === null ? 'failed' : 'ended';
    return ending.sentence;
  }
}
