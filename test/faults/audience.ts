import { until } from '../support/until.ts';
import { hasAll, judge, type Truth } from './oracle.ts';
import { RunViewer } from './viewers/run-viewer.ts';
import { StreamViewer } from './viewers/stream-viewer.ts';
import type { SeenRow, Viewer } from './viewers/viewer.ts';

/** How long whoever comes at the end may take to read it all. */
const LATE_MS = 20_000;

/** Everybody who watches a stage from its beginning. */
export class Audience {
  /** Sees everything on one connection for as long as it lasts. */
  readonly stream: StreamViewer;
  readonly runs: RunViewer;
  /** Set where rows are taken out of the table: viewers may have seen more than there is in the end. */
  mayHaveSeenMore = false;
  readonly #seats: { readonly viewer: Viewer; readonly experiment: number | null }[] = [];

  /**
   * @param host the host's URL, with the token
   * @param seed chooses when the restless one hangs up
   */
  constructor(host: URL, experiments: readonly [number, ...number[]], seed: number) {
    const [one] = experiments;
    this.stream = this.add(new StreamViewer({ name: 'the stream', host, experiment: null }));
    this.runs = this.add(new RunViewer('the window', host, experiments));
    this.add(new StreamViewer({ name: 'the restless stream', host, experiment: null, restless: seed }));
    this.add(new StreamViewer({ name: `the stream of experiment ${one}`, host, experiment: one }), one);
  }

  /** Another viewer, of all experiments or of one. */
  add<V extends Viewer>(viewer: V, experiment: number | null = null): V {
    this.#seats.push({ viewer, experiment });
    return viewer;
  }

  /** True when everybody has seen at least these rows. */
  hasSeen(rows: readonly SeenRow[]): boolean {
    return this.#seats.every(({ viewer, experiment }) => hasAll(viewer, this.#truth(rows, experiment)));
  }

  /** What is wrong with what they saw, if this is the table. */
  wrongs(rows: readonly SeenRow[]): string[] {
    return this.#seats.flatMap(({ viewer, experiment }) => judge(viewer, this.#truth(rows, experiment)));
  }

  /** How they fared, in lines. */
  lines(): string[] {
    const viewers = this.#seats.map(
      ({ viewer }) => `${viewer.name}: ${viewer.received.length} rows, came back ${viewer.returns} times`,
    );
    return [...viewers, ...[...this.runs.troubles].map((trouble) => `the window was answered: ${trouble}`)];
  }

  async leave(): Promise<void> {
    for (const { viewer } of this.#seats) await viewer.leave();
  }

  #truth(rows: readonly SeenRow[], experiment: number | null): Truth {
    return { rows, experiment, mayHaveSeenMore: this.mayHaveSeenMore };
  }
}

/** What is wrong with what those see who come when all is over, and read everything from its beginning. */
export async function latecomersWrongs(
  host: URL,
  experiments: readonly number[],
  rows: readonly SeenRow[],
): Promise<string[]> {
  const late = [
    new StreamViewer({ name: 'a stream opened at the end', host, experiment: null }),
    new RunViewer('a window opened at the end', host, experiments),
  ];
  const truth: Truth = { rows, experiment: null, mayHaveSeenMore: false };
  // The oracle says more about what is missing than a wait that was in vain.
  await until('they have it all', () => late.every((viewer) => hasAll(viewer, truth)), LATE_MS).catch(() => {});
  for (const viewer of late) await viewer.leave();
  return late.flatMap((viewer) => judge(viewer, truth));
}
