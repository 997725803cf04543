import { isDeepStrictEqual } from 'node:util';
import type { Completion } from '#core/experiments/catalogue.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import type { RunRequest, Source, Wait } from '#core/sources/source.ts';
import { Waiters } from '#core/waiters.ts';
import type {
  ExperimentDetails,
  ExperimentsReading,
  FeedReading,
  RunReading,
  SearchReading,
  SightsReading,
  Tally,
  UsageReading,
} from '#shared/contract.ts';
import type { ActionDetails } from '#shared/domain/action.ts';
import type { ExperimentSummary } from '#shared/domain/experiment.ts';
import type { FeedEvent, FeedStateName, FeedStatus } from '#shared/domain/feed.ts';
import type { Maze } from '#shared/domain/maze.ts';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { factsOf } from './finish.ts';
import { PackedFile } from './packed-file.ts';
import { SessionExperiments } from './session-experiments.ts';
import { SessionFileError } from './session-file.ts';
import { SessionRows } from './session-rows.ts';
import { SessionRuns } from './session-runs.ts';
import { searchRun } from './session-search.ts';

/** Experiments an answer. */
const PAGE = 1_000;
/** Problems that are told one by one. */
const MOST_PROBLEMS = 50;

/** Where the file of a session is; null where the library does not know it (any more). */
export type FindSession = (id: string) => Promise<string | null>;

/** An opened session. */
interface Opened {
  readonly file: PackedFile;
  readonly experiments: SessionExperiments;
  readonly runs: SessionRuns;
  readonly endedAt: number;
  readonly events: readonly FeedEvent[];
  readonly sentence: string;
}

/** A session as a source: what viewers ask of a database is answered from its file, and nothing in it ever changes. */
export class SessionSource implements Source {
  readonly id: string;
  readonly #find: FindSession;
  readonly #onOpened: () => void;
  readonly #stopping = new AbortController();
  readonly #waiting = new Waiters();
  readonly #problems: string[] = [];
  #opened: Opened | null = null;
  #state: FeedStateName = 'connecting';
  #reason = 'The session is being opened.';
  #revision = 0;
  readonly #since = Date.now();

  /** @param onOpened called when its file was opened */
  constructor(id: string, find: FindSession, onOpened: () => void = () => {}) {
    this.id = id;
    this.#find = find;
    this.#onOpened = onOpened;
  }

  get ended(): AbortSignal {
    return this.#stopping.signal;
  }

  start(): void {
    void this.#open();
  }

  retry(): void {
    if (!this.#opened && this.#state === 'failed') void this.#open();
  }

  check(): void {}

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.wake();
    this.#opened?.file.close();
    this.#opened = null;
  }

  onExperimentComplete(_: (completion: Completion) => void): () => void {
    return () => {};
  }

  async rows(): Promise<SessionRows> {
    return new SessionRows(this.#asked.file);
  }

  async feed(after: string | null, { waitMs, signal }: Wait): Promise<FeedReading> {
    if (after === String(this.#revision)) await this.#waiting.wait(undefined, waitMs, signal);
    return {
      revision: String(this.#revision),
      status: this.#status,
      now: this.#opened?.endedAt ?? Date.now(),
      events: this.#opened?.events ?? [],
      place: this.id,
    };
  }

  async experiments(after: string | null, { waitMs, signal }: Wait): Promise<ExperimentsReading> {
    const summaries = this.#opened?.experiments.summaries ?? [];
    // The list is told page by page; a revision is how much of it somebody has.
    const [turn, had] = (after ?? '').split(':');
    const isKnown = turn === this.#turn && Number(had) <= summaries.length;
    const from = isKnown ? Number(had) : 0;
    if (isKnown && from === summaries.length) await this.#waiting.wait(undefined, waitMs, signal);
    const changed: readonly ExperimentSummary[] = summaries.slice(from, from + PAGE);
    const upTo = from + changed.length;
    return {
      revision: `${this.#turn}:${upTo}`,
      reset: !isKnown,
      changed,
      removed: [],
      more: upTo < summaries.length,
      loading: this.#opened === null && this.#state === 'connecting' ? { read: 0, total: 0 } : null,
    };
  }

  async tally(ids: readonly number[]): Promise<readonly Tally[]> {
    const { experiments } = this.#asked;
    return ids.map((id) => ({ id, wallHits: experiments.wallHits(id) }));
  }

  async experiment(id: number): Promise<ExperimentDetails | null> {
    return this.#asked.experiments.details(id);
  }

  async maze(id: number): Promise<Maze | null> {
    const { experiments } = this.#asked;
    const maze = experiments.maze(id);
    const isKnown = experiments.summaries.some(({ mazeId }) => mazeId === id);
    if (maze === null && isKnown) this.#noteProblem(`Maze ${id} is not in the file.`);
    return maze;
  }

  async run({ experimentId, after, limit, sights, waitMs, signal }: RunRequest): Promise<RunReading> {
    const { runs } = this.#asked;
    const from = Number(/^s(\d{1,12})$/.exec(after ?? 's0')?.[1] ?? 0);
    const reading = runs.read(experimentId, from, limit, sights);
    // There will never be more: whoever waits for it is answered when its time is up.
    if (reading.columns.id.length === 0) await this.#waiting.wait(undefined, waitMs, signal);
    return reading;
  }

  async sights(experimentId: number, after: RunKey | null): Promise<SightsReading> {
    return this.#asked.runs.sights(experimentId, after);
  }

  async usage(experimentId: number, after: RunKey | null): Promise<UsageReading> {
    return this.#asked.runs.usage(experimentId, after);
  }

  async search(experimentId: number, text: string, after: RunKey | null): Promise<SearchReading> {
    return await searchRun(this.#asked.file, experimentId, text, after);
  }

  async action(
    experimentId: number,
    actionId: number,
    after: string | null,
    { waitMs, signal }: Wait,
  ): Promise<ActionDetails | null> {
    const details = this.#asked.runs.details(experimentId, actionId);
    // An action of a session never gets another version.
    if (details !== null && after === details.version) await this.#waiting.wait(undefined, waitMs, signal);
    return details;
  }

  /** The opened file. Throws where there is none, which is told by the feed's state. */
  get #asked(): Opened {
    if (!this.#opened) throw new NotConnectedError();
    return this.#opened;
  }

  /** Grows with each opening. */
  get #turn(): string {
    return this.#opened === null ? 'none' : this.id.slice(-12);
  }

  get #status(): FeedStatus {
    return {
      state: this.#state,
      reason: this.#reason,
      since: this.#since,
      database: this.#opened?.sentence ?? '',
      attempt: null,
      nextAttemptAt: null,
      noticeMs: null,
      actions: 0,
      notices: 0,
      strangeNotices: 0,
      obstacle: null,
      wants: null,
      hostKey: null,
      pollMs: POLL_RANGE_MS.usual,
      missing: this.#problems,
    };
  }

  async #open(): Promise<void> {
    try {
      const path = await this.#find(this.id);
      if (this.#stopping.signal.aborted) return;
      if (path === null) throw new SessionFileError('unreachable', 'This session is not in the library any more.');
      const file = new PackedFile(path, (sentence) => this.#noteProblem(sentence));
      const row = file.session();
      const facts = factsOf(row);
      const experiments = new SessionExperiments(file, facts.timeZone);
      const missing = Number(row['experiments']) - experiments.summaries.length;
      if (missing !== 0) this.#noteProblem('Not all experiments of the session can be read: the file is damaged.');
      this.#opened = {
        file,
        experiments,
        runs: new SessionRuns(file),
        endedAt: facts.endedAt ?? experiments.lastAt ?? Date.now(),
        events: file.events().map(({ at, state, reason }) => eventOf(at / 1_000, state, reason)),
        sentence: facts.database ?? facts.profile ?? 'a database',
      };
      this.#onOpened();
      this.#say('recorded', facts.endReason ?? `Recorded from ${facts.profile ?? facts.database ?? 'a database'}.`);
    } catch (error) {
      this.#say('failed', error instanceof SessionFileError ? error.message : 'This session cannot be read.');
    }
  }

  #say(state: FeedStateName, reason: string): void {
    if (isDeepStrictEqual([state, reason], [this.#state, this.#reason])) return;
    this.#state = state;
    this.#reason = reason;
    this.#revision++;
    this.#waiting.wake();
  }

  #noteProblem(sentence: string): void {
    if (this.#problems.includes(sentence) || this.#problems.length > MOST_PROBLEMS) return;
    this.#problems.push(
      this.#problems.length === MOST_PROBLEMS ? 'There are more damaged places than are listed here.' : sentence,
    );
    this.#revision++;
    this.#waiting.wake();
  }
}

const STATES: readonly FeedStateName[] = [
  'connecting',
  'probing',
  'catching-up',
  'live',
  'polling',
  'reconnecting',
  'failed',
];

function eventOf(at: number, state: string, reason: string): FeedEvent {
  const known = STATES.find((name) => name === state) ?? 'none';
  return { at, state: known, reason, times: 1, until: at };
}
