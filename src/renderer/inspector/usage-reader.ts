import { createStore } from 'zustand/vanilla';
import type { UsageReading } from '#shared/contract.ts';
import type { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import type { UsageColumns } from '#shared/run/usage.ts';
import { UsageTotals } from '#shared/run/usage-totals.ts';

/** While a run goes on, its unsettled end is read again this often. */
const REFRESH_MS = 3_000;
/** After a failed read: the database is away. */
const RETRY_MS = 1_000;
/** How often to look whether the run has been read so far, and whether anything changed. */
const LOOK_MS = 250;
/**
 * Tokens are written after the turn, within seconds. Whatever is older than a minute and further back than some dozens
 * of turns is settled; a run at 200 actions a second still rereads a few pages only.
 */
const UNSETTLED = { actions: 256, ms: 60_000, most: 20_000 };

/** Where a reader asks. */
export interface UsageSource {
  ask(after: RunKey | null, signal: AbortSignal): Promise<UsageReading>;
  /** True when all actions of the run have been read. It may come late, and must not be waited for. */
  isCaughtUp(): boolean;
  /** True while more may be written. */
  isRunning(): boolean;
}

/** How far a reader is. */
export interface UsageState {
  /** The whole run has been read once. */
  readonly complete: boolean;
  /** The step that has been read to; null at the beginning. */
  readonly reached: number | null;
  /** The database could not be asked; it is asked again. */
  readonly away: boolean;
  /** Grows with everything that is read. */
  readonly revision: number;
}

const BEGINNING: UsageState = { complete: false, reached: null, away: false, revision: 0 };

/** Reads what the model calls of a run used, for as long as somebody looks at it. */
export class UsageReader {
  readonly totals = new UsageTotals();
  readonly state = createStore<UsageState>(() => BEGINNING);
  readonly #run: Run;
  readonly #source: UsageSource;
  #after: RunKey | null = null;
  /** Tells this run from another one that took its place. */
  #first = '';
  /** The run as it was at the last reading of its end. */
  #readAt = '';
  #holders = 0;
  #stop: AbortController | null = null;

  constructor(run: Run, source: UsageSource) {
    this.#run = run;
    this.#source = source;
  }

  /** Reads until the returned function is called. Goes on where it was. */
  hold(): () => void {
    this.#holders++;
    if (!this.#stop) {
      this.#stop = new AbortController();
      void this.#follow(this.#stop.signal);
    }
    return () => {
      this.#holders--;
      if (this.#holders > 0) return;
      this.#stop?.abort();
      this.#stop = null;
    };
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pause = LOOK_MS;
      try {
        if (this.#run.length > 0) pause = await this.#read(signal);
        if (signal.aborted) return;
        if (this.state.getState().away) this.state.setState({ away: false });
      } catch {
        if (signal.aborted) return;
        this.state.setState({ away: true });
        pause = RETRY_MS;
      }
      if (pause > 0) await rest(pause, signal);
    }
  }

  /** Reads the next page, or the end again. Returns how long to wait after it. */
  async #read(signal: AbortSignal): Promise<number> {
    const first = `${this.#run.idAt(0)} ${this.#run.timeAt(0)}`;
    // A late first action is another first one too; then all is read again, which is right and rare.
    if (first !== this.#first) this.#forget(first);
    if (!this.state.getState().complete) {
      const { usage, next } = await this.#source.ask(this.#after, signal);
      await this.#untilRead(usage, signal);
      if (signal.aborted) return 0;
      this.totals.append(usage, this.#turnOf);
      this.#after = next;
      this.#readAt = next === null ? this.#present() : '';
      this.#say({ complete: next === null, reached: next?.step ?? this.#lastStep() });
      return next === null ? REFRESH_MS : 0;
    }
    const present = this.#present();
    // An ended run is read once more, because what its last turn used is written after the end.
    if (present === this.#readAt && !this.#source.isRunning()) return LOOK_MS;
    await this.#readEnd(signal);
    this.#readAt = present;
    return REFRESH_MS;
  }

  async #readEnd(signal: AbortSignal): Promise<void> {
    const from = unsettledFrom(this.#run);
    const pages: UsageReading[] = [];
    for (let after = from, more = true; more; ) {
      const page = await this.#source.ask(after, signal);
      if (signal.aborted) return;
      pages.push(page);
      after = page.next;
      more = page.next !== null;
    }
    this.totals.forgetAfter(from);
    for (const { usage } of pages) this.totals.append(usage, this.#turnOf);
    this.#say({ complete: true, reached: this.#lastStep() });
  }

  /** Waits for the actions that rows belong to: which turn they are of is known from them. */
  async #untilRead({ step, id }: UsageColumns, signal: AbortSignal): Promise<void> {
    const last = { step: step.at(-1) ?? Number.NEGATIVE_INFINITY, id: id.at(-1) ?? 0 };
    const isAhead = () => {
      const end = this.#run.length - 1;
      return (
        last.step > this.#run.stepAt(end) || (last.step === this.#run.stepAt(end) && last.id > this.#run.idAt(end))
      );
    };
    while (isAhead() && !this.#source.isCaughtUp() && !signal.aborted) await rest(LOOK_MS, signal);
  }

  #forget(first: string): void {
    this.#first = first;
    this.#after = null;
    this.totals.forgetAfter(null);
    this.#say({ complete: false, reached: null });
  }

  #say(part: Pick<UsageState, 'complete' | 'reached'>): void {
    this.state.setState(({ revision }) => ({ ...part, revision: revision + 1 }));
  }

  #present(): string {
    return `${this.#run.length} ${this.#source.isRunning()}`;
  }

  #lastStep(): number {
    return this.#run.stepAt(this.#run.length - 1);
  }

  readonly #turnOf = (step: number, id: number): number | null => {
    const index = this.#run.indexOf(step, id);
    return index < 0 ? null : this.#run.turnAt(index);
  };
}

/** The last action whose usage changes no more; null: all of it may. */
export function unsettledFrom(run: Run): RunKey | null {
  let index = run.length - UNSETTLED.actions;
  const latest = run.timeAt(run.length - 1) ?? Number.NaN;
  const isRecent = () => latest - (run.timeAt(index) ?? Number.NaN) < UNSETTLED.ms;
  while (index >= 0 && run.length - index < UNSETTLED.most && isRecent()) index--;
  return index < 0 ? null : { step: run.stepAt(index), id: run.idAt(index) };
}

/** Waits, or until it is aborted. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
