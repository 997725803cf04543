import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseRows } from '#core/database/rows.ts';
import { redact } from '#core/redaction.ts';
import type { RunCursor } from '#core/runs/cursor.ts';
import type { DatabaseSource } from '#core/sources/database-source.ts';
import type { Action } from '#shared/domain/action.ts';
import type { RecordingChoice } from '#shared/domain/session.ts';
import type { SessionFacts } from './build.ts';
import { diskIsFull } from './disk.ts';
import { followFeed } from './feed-events.ts';
import { LaterColumns } from './later-columns.ts';
import { LiveFile } from './live-file.ts';
import { PatientRows } from './patient-rows.ts';
import { RecordedExperiments } from './recorded-experiments.ts';
import { RecordedPast } from './recorded-past.ts';
import { orStopped, whyItFailed } from './recorder-faults.ts';
import type { Row, TableName } from './rows.ts';

/** Rows are read together that come within this time: half of what may pass until they are committed. */
const PACE_MS = 100;
/** Actions a read of the feed. */
const PAGE = 2_000;
const IDLE_MS = 1_000;
/** How often rows are looked at that the model's figures are still to be written into. */
const LATER_MS = 2_000;
/** A closed file takes less than half of what it took before. */
const PACKED_SHARE = 0.5;
/** At the end, for what was written into rows since. */
const LAST_MS = 1_500;
/** What has to be left on the disk: closing a file writes it anew, smaller. */
export const LEAST_FREE_BYTES = 200_000_000;

/** What a recorder is made of. */
export interface RecorderOptions {
  readonly source: DatabaseSource;
  /** Where the file is to be, asked when it is made. */
  path(): string;
  readonly choice: RecordingChoice;
  /** Whether an experiment is wanted, by its batch comment; null: whichever the choice has. */
  readonly comment: string | null;
  readonly facts: Pick<SessionFacts, 'id' | 'name' | 'tags' | 'profile' | 'applicationVersion'>;
  /** What has to be left on the disk, bytes. */
  readonly leastFreeBytes?: number;
}

/** Why a recording ended by itself. */
export interface Ending {
  readonly sentence: string;
  /** True where the table was replaced by another one: what it holds now is another session. */
  readonly isReplaced: boolean;
  /** True where its source ended: the profile leads elsewhere now, or nobody watches it. */
  readonly isSourceEnded: boolean;
}

/**
 * Writes what the feed of a source brings into a file. It reads as any viewer does, from a cursor on, so that nothing is
 * missing after whatever happened to the connection; whole rows are asked for by their ids.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #stopping = new AbortController();
  readonly #rows: PatientRows;
  readonly #experiments: RecordedExperiments;
  #later = new LaterColumns([]);
  #file: LiveFile | null = null;
  #ending: Ending | null = null;
  /** What is behind it was not recorded yet. */
  #cursor: RunCursor | null = null;
  #hidden: readonly string[] = [];
  #clockOffsetMs = 0;
  readonly #past: RecordedPast;
  #free: number | null = null;
  #actions = 0;
  /** The highest id that was there when it began: what is above comes by the feed. */
  #begunAt = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#rows = new PatientRows(options.source, this.#stopping.signal);
    this.#experiments = new RecordedExperiments(options.choice, options.comment, (rows) => this.#save(rows));
    this.#past = new RecordedPast({
      experiments: this.#experiments,
      choice: options.choice,
      put: (actions) => {
        this.#actions += this.#put(actions);
      },
      again: (count) => {
        this.#actions -= count;
      },
    });
  }

  get actions(): number {
    return this.#actions;
  }

  get experiments(): number {
    return this.#experiments.ids.length;
  }

  get bytes(): number {
    return this.#file?.bytes ?? 0;
  }

  /** Where the file is; null before it was made. */
  get path(): string | null {
    return this.#file?.path ?? null;
  }

  /** Left on the disk; null where that cannot be told. */
  get freeBytes(): number | null {
    return this.#free;
  }

  /** True when it ends, though its last rows may still be written. */
  get isEnding(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** True once everything is recorded that comes. */
  get isRecording(): boolean {
    return this.#file !== null;
  }

  /** The share of the past that has been read; null while none is being read. */
  get pastDone(): number | null {
    return this.#options.choice.past ? this.#past.share : null;
  }

  /** Records until {@link stop}, or until it cannot go on. Resolves with why; the file is not open any more then. */
  async run(): Promise<Ending> {
    const { signal } = this.#stopping;
    const { source } = this.#options;
    const stop = () => this.#end('The profile is not watched any more, or leads elsewhere now.', 'source');
    source.ended.addEventListener('abort', stop, { once: true });
    try {
      const begun = await this.#begin();
      if (begun) {
        const work = [
          this.#record(begun.cursor),
          this.#recordPast(),
          this.#followLater(),
          this.#followExperiments(),
          followFeed(source, (at, state, reason) => this.#noteEvent(at, state, reason), signal),
          this.#watchDisk(),
        ];
        // Whichever fails ends them all.
        await Promise.all(work).catch((error) => {
          if (!signal.aborted) this.#end(whyItFailed(error));
        });
        await Promise.allSettled(work);
      }
    } catch (error) {
      if (!signal.aborted) this.#end(whyItFailed(error));
    } finally {
      source.ended.removeEventListener('abort', stop);
    }
    await this.#close();
    return this.#ending ?? { sentence: 'It was stopped.', isReplaced: false, isSourceEnded: false };
  }

  /** Ends it. @param sentence why */
  stop(sentence: string): void {
    this.#end(sentence);
  }

  #end(sentence: string, by: 'table' | 'source' | null = null): void {
    this.#ending ??= { sentence, isReplaced: by === 'table', isSourceEnded: by === 'source' };
    this.#stopping.abort();
  }

  /** Waits for the feed, and begins the file. Answers null where it was stopped before. */
  async #begin(): Promise<{ cursor: RunCursor } | null> {
    const { source, choice, facts } = this.#options;
    const begun = await this.#rows.ask(async () => {
      const rows = await source.rows();
      // From here on everything is recorded: what comes while the file is made is behind this cursor.
      return { rows, cursor: source.reader.now(), server: await rows.describeServer() };
    });
    if (!begun) return null;
    const { rows, cursor, server } = begun;
    this.#begunAt = cursor.kind === 'live' ? cursor.has.max : 0;
    this.#clockOffsetMs = server.now - Date.now();
    this.#later = new LaterColumns(rows.columns.agent_actions);
    const [database = '', host = null] = source.status.database.split(' on ');
    if (!choice.hostName && host !== null) this.#hidden = [host, host.replace(/:\d+$/, '')];
    this.#file = new LiveFile(this.#options.path(), rows.columns, {
      ...facts,
      name: this.#withoutHost(facts.name),
      profile: facts.profile === null ? null : this.#withoutHost(facts.profile),
      database: choice.hostName ? source.status.database : database,
      host: choice.hostName ? host : null,
      serverVersion: server.version,
      timeZone: server.timeZone,
      clockOffsetMs: this.#clockOffsetMs,
      hasTexts: choice.texts,
      choice: JSON.stringify(choice),
      startedAt: server.now,
      endedAt: null,
      endReason: null,
    });
    return { cursor };
  }

  async #record(from: RunCursor): Promise<void> {
    const { signal } = this.#stopping;
    const { reader } = this.#options.source;
    let cursor = from;
    while (!signal.aborted) {
      this.#cursor = cursor;
      const began = performance.now();
      const page = await this.#rows.ask(() =>
        reader.read(null, cursor, { limit: PAGE, waitMs: IDLE_MS, signal, afterReset: 'continue' }),
      );
      if (!page) return;
      if (page.reset) {
        const sentence = 'The table agent_actions was emptied or replaced: what it holds now is another session.';
        return this.#end(sentence, 'table');
      }
      if (page.actions.length > 0) {
        await this.#rows.ask((rows) => this.#write(rows, page.actions));
        this.#cursor = page.cursor;
        const rest = PACE_MS - (performance.now() - began);
        if (rest > 0) await delay(rest, undefined, { signal }).catch(() => {});
      }
      cursor = page.cursor;
    }
  }

  /** Writes the whole rows of actions, with the experiments and mazes that they are the first of. */
  async #write(rows: DatabaseRows, actions: readonly Action[]): Promise<void> {
    await this.#experiments.meet(rows, new Set(actions.map(({ experimentId }) => experimentId)));
    const ids = actions.filter(({ experimentId }) => this.#experiments.has(experimentId)).map(({ id }) => id);
    if (ids.length === 0) return;
    this.#past.goingOn(actions.map(({ experimentId }) => experimentId));
    const whole = await rows.these('agent_actions', ids, this.#options.choice.texts);
    // Not in one line with it: others count meanwhile.
    this.#actions += this.#put(whole);
  }

  /** @returns how many rows were written */
  #put(actions: readonly Row[]): number {
    this.#save({ agent_actions: actions });
    this.#later.note(actions);
    return actions.length;
  }

  #save(rows: Partial<Record<TableName, readonly Row[]>>): void {
    // An answer may come when nobody waits for it any more.
    if (this.#file?.isOpen) this.#file.write(rows);
  }

  async #recordPast(): Promise<void> {
    const { choice } = this.#options;
    if (!choice.past) return;
    const first = choice.experiments ?? (await this.#running());
    await this.#past.follow(first, this.#begunAt, (question) => this.#rows.ask(question), this.#stopping.signal);
  }

  /** The experiments that are going on, as soon as the list of them is known. */
  async #running(): Promise<number[]> {
    const { signal } = this.#stopping;
    const { source } = this.#options;
    let reading = await source.experiments(null, { waitMs: 0, signal });
    while (reading.loading !== null && !signal.aborted) {
      reading = await source.experiments(reading.revision, { waitMs: IDLE_MS, signal });
    }
    return this.#active();
  }

  #active(): number[] {
    return this.#options.source.catalogue.activeAt(Date.now() + this.#clockOffsetMs);
  }

  /** Tokens and times are written after the turn, without a notice. */
  async #followLater(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(LATER_MS, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await this.#readLater('newest');
    }
  }

  async #readLater(which: 'newest' | number | 'all'): Promise<void> {
    if (!this.#later.isThere) return;
    const texts = this.#options.choice.texts;
    for (const ids of this.#later.pages(which)) {
      const settled = await this.#rows.ask(async (rows) => {
        const written = await rows.withAny(this.#later.names, ids);
        if (written.length > 0) this.#put(await rows.these('agent_actions', written, texts));
        return written;
      });
      if (!settled) return;
      this.#later.settled(settled);
    }
  }

  /** Rows of experiments change as they go on, and end. */
  async #followExperiments(): Promise<void> {
    const { signal } = this.#stopping;
    const { source, choice } = this.#options;
    let revision: string | null = null;
    while (!signal.aborted) {
      const reading = await source.experiments(revision, { waitMs: IDLE_MS * 10, signal });
      // What was there before is written when its first action comes.
      const isFirst = revision === null;
      revision = reading.revision;
      // One whose first actions were there before it was in the list is met here, and nowhere else if it rests now.
      if (!isFirst) this.#past.goingOn(this.#active().filter((id) => reading.changed.some((one) => one.id === id)));
      const changed = reading.changed.filter(({ id }) => this.#experiments.has(id));
      if (changed.length > 0) {
        await this.#rows.ask(async (rows) => {
          this.#save({
            experiments: await rows.these(
              'experiments',
              changed.map(({ id }) => id),
              choice.texts,
            ),
          });
        });
        for (const { id, completedAt } of changed) if (completedAt !== null && !isFirst) await this.#readLater(id);
      }
      if (!reading.more) await delay(PACE_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** @param at host's clock, milliseconds since 1970 */
  #noteEvent(at: number, state: string, reason: string): void {
    this.#file?.event(at + this.#clockOffsetMs, state, this.#withoutHost(redact(reason)));
  }

  /** A text as it is in a file that is not to say where the database is. */
  #withoutHost(text: string): string {
    return this.#hidden.reduce((rest, host) => rest.replaceAll(host, '…'), text);
  }

  async #watchDisk(): Promise<void> {
    const { leastFreeBytes = LEAST_FREE_BYTES } = this.#options;
    // Closing writes the file once more, smaller.
    const isFull = await diskIsFull(
      this.#file?.path ?? '.',
      () => Math.max(leastFreeBytes, this.bytes * PACKED_SHARE),
      (free) => {
        this.#free = free;
      },
      this.#stopping.signal,
    );
    if (isFull) this.#end('The disk is nearly full. Everything until then is in the file.');
  }

  async #close(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    try {
      await this.#readLast();
      if (this.#ending && this.pastDone !== null) {
        const sentence = `${this.#ending.sentence} The past had not been read completely by then.`;
        this.#ending = { ...this.#ending, sentence };
      }
      file.close(Date.now() + this.#clockOffsetMs, this.#withoutHost(this.#ending?.sentence ?? 'It was stopped.'));
    } catch {
      // On a full disk not even this can be written: it is closed at the next start, or when there is room.
      file.abandon();
    }
  }

  /** What had come through by the end. */
  async #readRest(rows: DatabaseRows): Promise<void> {
    const { reader } = this.#options.source;
    while (this.#cursor !== null && this.#ending?.isReplaced !== true) {
      const page = await reader.read(null, this.#cursor, { limit: PAGE, waitMs: 0, afterReset: 'continue' });
      if (page.reset || page.actions.length === 0) return;
      await this.#write(rows, page.actions);
      this.#cursor = page.cursor;
    }
  }

  /** What was written into rows since they were recorded, where the database can still be asked in time. */
  async #readLast(): Promise<void> {
    const { source, choice } = this.#options;
    if (source.queries === null || source.ended.aborted) return;
    const read = async (): Promise<void> => {
      const rows = await source.rows();
      await this.#readRest(rows);
      await this.#past.readWaiting(
        (question) => question(rows),
        () => this.#file?.isOpen !== true,
      );
      for (const ids of this.#later.isThere ? this.#later.pages('all') : []) {
        const written = await rows.withAny(this.#later.names, ids);
        if (written.length > 0) this.#put(await rows.these('agent_actions', written, choice.texts));
      }
      const known = this.#experiments.ids;
      if (known.length > 0) this.#save({ experiments: await rows.these('experiments', known, choice.texts) });
    };
    // Where the database is away, what is recorded is what was there.
    await orStopped(read, AbortSignal.timeout(LAST_MS)).catch(() => {});
  }
}
