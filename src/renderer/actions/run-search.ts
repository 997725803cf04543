import { createStore } from 'zustand/vanilla';
import type { SearchHit, SearchReading } from '#shared/contract.ts';
import type { RunKey } from '#shared/run/sights.ts';

/** After a failed read: the database is away. */
const RETRY_MS = 1_000;
/** Nobody looks through more hits than this; a longer text finds fewer. */
const MOST_HITS = 5_000;

/** Asks for the hits of the next stretch. */
export type AskSearch = (text: string, after: RunKey | null, signal: AbortSignal) => Promise<SearchReading>;

/** How a search is going. */
export interface SearchState {
  /** What is searched for; empty: nothing. */
  readonly text: string;
  /** In the order of the run. */
  readonly hits: readonly SearchHit[];
  /** `away`: the database cannot be asked, and is asked again; `full`: there are more hits than are listed. */
  readonly state: 'idle' | 'searching' | 'away' | 'stopped' | 'full' | 'complete';
  /** The step that was searched to; null: none yet, or all. */
  readonly reached: number | null;
}

const NOTHING: SearchState = { text: '', hits: [], state: 'idle', reached: null };

/** Searches the texts of a run, stretch by stretch, until it is told to stop. */
export class RunSearch {
  readonly store = createStore<SearchState>(() => NOTHING);
  readonly #ask: AskSearch;
  readonly #retryMs: number;
  #after: RunKey | null = null;
  #stop: AbortController | null = null;

  constructor(ask: AskSearch, retryMs: number = RETRY_MS) {
    this.#ask = ask;
    this.#retryMs = retryMs;
  }

  /** Begins anew with another text; an empty one ends the search. */
  start(text: string): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#after = null;
    this.store.setState(text === '' ? NOTHING : { ...NOTHING, text, state: 'searching' }, true);
    if (text !== '') void this.#run(text);
  }

  /** Stops; what was found stays. */
  cancel(): void {
    if (!this.#stop) return;
    this.#stop.abort();
    this.#stop = null;
    this.store.setState({ state: 'stopped' });
  }

  /** Goes on where it stopped. */
  goOn(): void {
    const { text, state } = this.store.getState();
    if (text === '' || (state !== 'stopped' && state !== 'complete')) return;
    this.store.setState({ state: 'searching' });
    void this.#run(text);
  }

  /** Where a complete search goes on when the run has grown since: behind this action. */
  completeTo(key: RunKey): void {
    if (this.store.getState().state === 'complete') this.#after = key;
  }

  async #run(text: string): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    this.#stop = stop;
    while (!signal.aborted) {
      try {
        const { hits, next } = await this.#ask(text, this.#after, signal);
        if (signal.aborted) return;
        this.#take(hits, next);
        if (next === null || this.store.getState().state === 'full') break;
      } catch {
        if (signal.aborted) return;
        this.store.setState({ state: 'away' });
        await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
      }
    }
    if (this.#stop === stop) this.#stop = null;
  }

  #take(found: readonly SearchHit[], next: RunKey | null): void {
    const before = this.store.getState().hits;
    const hits = found.length === 0 ? before : [...before, ...found].slice(0, MOST_HITS);
    const isFull = before.length + found.length > MOST_HITS;
    if (next !== null) this.#after = next;
    const state = isFull ? 'full' : next === null ? 'complete' : 'searching';
    this.store.setState({ hits, state, reached: next?.step ?? (isFull ? (hits.at(-1)?.step ?? null) : null) });
  }
}

/** The hit after the current one, or before it, round and round; without a current one, the nearest to a step. */
export function nextHit(hits: readonly SearchHit[], current: number, isBack: boolean, step: number): number {
  if (hits.length === 0) return -1;
  if (current >= 0) return (current + (isBack ? -1 : 1) + hits.length) % hits.length;
  if (isBack) {
    const before = hits.findLastIndex((hit) => hit.step <= step);
    return before >= 0 ? before : hits.length - 1;
  }
  return Math.max(
    0,
    hits.findIndex((hit) => hit.step >= step),
  );
}
