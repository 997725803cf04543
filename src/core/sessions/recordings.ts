import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSource } from '#core/sources/database-source.ts';
import type { Sources } from '#core/sources/sources.ts';
import { Waiters } from '#core/waiters.ts';
import type { Outcome, SaveOutcome } from '#shared/contract.ts';
import {
  type AutomaticRecording,
  isSessionId,
  type RecordingChoice,
  type RecordingsReading,
  recordingChoiceSchema,
} from '#shared/domain/session.ts';
import { fileNameOf } from './file-name.ts';
import { FILE_EXTENSION } from './format.ts';
import type { Library } from './library.ts';
import { Recorder } from './recorder.ts';
import { Recording } from './recording.ts';
import type { SessionSettings } from './session-settings.ts';
import { freePath } from './trash.ts';

/** Figures of what goes on are told so often. */
const FIGURES_MS = 1_000;
/** How long an ended one is told: a viewer that was away finds out what became of it. */
const TELL_MS = 10 * 60_000;
const MOST_AT_ONCE = 16;
/** At the end of the program there is no time to close a large file: the next start does. */
const QUICKLY_CLOSED = 20_000;
const AUTOMATIC_TAG = 'automatic';

/** What recordings stand on. */
export interface RecordingsParts {
  readonly sources: Sources;
  readonly library: Library;
  readonly settings: SessionSettings;
  readonly version: string;
  /** The profile of a source, by name; null where it has none. */
  profileName(id: string): string | null;
}

/** How a recording is begun. */
export interface StartOptions {
  /** Where the file is to be; a new one in the library's folder when absent. */
  readonly path?: string;
  readonly automatic?: AutomaticRecording;
}

/** The recordings that go on. Each has its source held, so that it goes on whatever viewers do. */
export class Recordings {
  readonly #parts: RecordingsParts;
  readonly #recordings = new Map<string, Recording>();
  readonly #waiting = new Waiters();
  readonly #listeners = new Set<() => void>();
  readonly #epoch = randomUUID().slice(0, 8);
  #revision = 0;
  #timer: NodeJS.Timeout | null = null;
  #hasStopped = false;

  constructor(parts: RecordingsParts) {
    this.#parts = parts;
    parts.sources.onBegin((id) => this.#begun(id));
  }

  /** How many go on. */
  get busy(): number {
    return [...this.#recordings.values()].filter(({ isOver }) => !isOver).length;
  }

  /** Calls back when one began or ended. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async read(after: string | null, waitMs: number, signal: AbortSignal | undefined): Promise<RecordingsReading> {
    if (after === this.#token) await this.#waiting.wait(undefined, waitMs, signal);
    return {
      revision: this.#token,
      recordings: [...this.#recordings.values()].map((recording) => recording.status),
      automatic: this.#parts.settings.automatic,
    };
  }

  /** Begins to record a source. */
  async start(sourceId: string, choice: RecordingChoice, options: StartOptions = {}): Promise<SaveOutcome> {
    const refuse = (sentence: string): SaveOutcome => ({ done: false, sentence, id: null });
    if (this.#hasStopped) return refuse('The program is ending.');
    if (isSessionId(sourceId))
      return refuse('This is a session already. Export it to make another one of a part of it.');
    if (this.busy >= MOST_AT_ONCE) return refuse('So many recordings go on already that no other one was begun.');
    const isAutomatic = options.automatic !== undefined;
    const same = [...this.#recordings.values()].find(
      (one) => one.isGoing && one.status.source === sourceId && one.status.isAutomatic === isAutomatic,
    );
    if (same) return refuse('This profile is being recorded already.');
    return this.#record(sourceId, choice, options);
  }

  async stop(id: string): Promise<Outcome> {
    const recording = this.#recordings.get(id);
    if (!recording || recording.isOver) return { done: false, sentence: 'This recording has ended already.' };
    recording.stop('It was stopped.');
    this.#changed();
    return { done: true, sentence: null };
  }

  /** Resolves when a recording is over and its file closed, with what it says of it. */
  async whenOver(id: string): Promise<string> {
    return (await this.#recordings.get(id)?.over) ?? '';
  }

  async setAutomatic(automatic: AutomaticRecording): Promise<Outcome> {
    const outcome = await this.#parts.settings.setAutomatic(automatic.profile, automatic);
    if (outcome.done && this.#parts.sources.get(automatic.profile)) this.#begun(automatic.profile);
    this.#changed();
    return outcome;
  }

  async clearAutomatic(profile: string): Promise<Outcome> {
    const outcome = await this.#parts.settings.setAutomatic(profile, null);
    for (const recording of this.#recordings.values()) {
      const { isAutomatic, source } = recording.status;
      if (isAutomatic && source === profile) recording.stop('Automatic recording was switched off.');
    }
    this.#changed();
    return outcome;
  }

  /** Ends all of them. Files that take long to close are closed at the next start. */
  async end(): Promise<void> {
    this.#hasStopped = true;
    if (this.#timer) clearInterval(this.#timer);
    for (const recording of this.#recordings.values()) recording.stop('The program was ended.');
    await Promise.all([...this.#recordings.values()].map(({ over }) => over));
    this.#waiting.wake();
  }

  #record(sourceId: string, choice: RecordingChoice, { path, automatic }: StartOptions): SaveOutcome {
    const { sources, library, version, profileName } = this.#parts;
    // What records without being told does not keep a database connected that nobody looks at.
    const hold = automatic ? null : sources.hold(sourceId);
    const source = hold?.source ?? sources.get(sourceId);
    if (!(source instanceof DatabaseSource)) {
      hold?.release();
      return { done: false, sentence: 'Only a database can be recorded.', id: null };
    }
    const profile = profileName(sourceId);
    const name = choice.name ?? `${profile ?? 'Recording'}, ${inWords(new Date())}`;
    const id = randomUUID();
    const recorder = new Recorder({
      source,
      path: () => path ?? freePath(join(library.folder, `${fileNameOf(name)}${FILE_EXTENSION}`)),
      choice,
      comment: automatic?.when === 'comment' ? automatic.comment : null,
      facts: {
        id,
        name,
        profile,
        applicationVersion: version,
        tags: automatic ? [AUTOMATIC_TAG] : [],
      },
    });
    const recording = new Recording({
      id,
      source: sourceId,
      name,
      recorder,
      isAutomatic: automatic !== undefined,
    });
    this.#recordings.set(id, recording);
    void recording.run(async (ending) => {
      // What comes now is another session, and nobody waits until the former one is closed.
      const isRenewed = ending.isSourceEnded && hold !== null && hold.source !== source;
      if ((ending.isReplaced || isRenewed) && !this.#hasStopped) {
        this.#record(sourceId, { ...choice, past: true }, automatic ? { automatic } : {});
      }
      hold?.release();
      await this.#close(recording, automatic);
    });
    this.#timer ??= setInterval(() => this.#changed(), FIGURES_MS).unref();
    this.#changed();
    return { done: true, sentence: null, id };
  }

  async #close(recording: Recording, automatic: AutomaticRecording | undefined): Promise<void> {
    const { library } = this.#parts;
    const { path } = recording;
    setTimeout(() => {
      this.#recordings.delete(recording.id);
      this.#changed();
    }, TELL_MS).unref();
    if (path !== null && (!this.#hasStopped || recording.actions <= QUICKLY_CLOSED)) {
      await library.finish(path, (share) => {
        recording.closing(share);
        this.#changed();
      });
    }
    if (automatic && path !== null) await this.#thinOut(automatic);
    this.#changed();
  }

  /** A profile's database is being watched from now on. */
  #begun(id: string): void {
    const automatic = this.#parts.settings.automatic.find(({ profile }) => profile === id);
    if (!automatic || isSessionId(id)) return;
    const choice = recordingChoiceSchema.parse({ texts: automatic.texts, past: true });
    // Not while the source is being made.
    queueMicrotask(() => void this.start(id, choice, { automatic }));
  }

  /** Older automatic recordings of a profile are deleted, when there are more of them than is wanted. */
  async #thinOut({ profile, mostBytes, mostDays }: AutomaticRecording): Promise<void> {
    const { library, profileName } = this.#parts;
    const name = profileName(profile);
    const { entries } = await library.read(null, 0, undefined);
    const automatic = entries
      .filter((entry) => entry.state === 'closed' && entry.profile === name && entry.tags.includes(AUTOMATIC_TAG))
      .filter((entry) => entry.folder === library.folder)
      .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
    let bytes = 0;
    for (const [n, entry] of automatic.entries()) {
      bytes += entry.bytes;
      const isOld = mostDays !== null && Date.now() - entry.modifiedAt > mostDays * 86_400_000;
      // The newest stays, however large it is.
      if (n > 0 && (isOld || (mostBytes !== null && bytes > mostBytes))) await library.delete(entry.id);
    }
  }

  get #token(): string {
    return `${this.#epoch}:${this.#revision}`;
  }

  #changed(): void {
    this.#revision++;
    this.#waiting.wake();
    for (const listener of this.#listeners) listener();
    if (this.busy === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }
}

/** A moment as names have it: `2026-11-30 18:26`. */
function inWords(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
