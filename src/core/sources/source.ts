import type { Completion } from '#core/experiments/catalogue.ts';
import type { RowSource } from '#core/sessions/rows.ts';
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
import type { Maze } from '#shared/domain/maze.ts';
import type { RunKey } from '#shared/run/sights.ts';

/** How long somebody waits for what there is not yet. */
export interface Wait {
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Which part of a run is read, in the contract's terms. */
export interface RunRequest extends Wait {
  readonly experimentId: number;
  /** A cursor of an earlier answer; null: from the first action. */
  readonly after: string | null;
  readonly limit: number;
  readonly sights: 'with' | 'later';
}

/**
 * What viewers watch: the database of a profile, or a session. Whoever reads from it does not know which.
 * What it cannot answer right now rejects with `NotConnectedError`; what does not exist is null.
 */
export interface Source {
  readonly id: string;
  /** Aborted when the source has ended. */
  readonly ended: AbortSignal;
  /** Begins to watch. Never throws: what goes wrong becomes the feed's state. */
  start(): void;
  /** Tries again now what waits for its turn, or failed until somebody mended it. */
  retry(): void;
  /** The machine woke up, or its network changed. */
  check(): void;
  /** Ends it. Viewers that wait are answered. */
  stop(): Promise<void>;
  /** Calls back when an experiment is completed, after its last actions have come through. Returns how to stop that. */
  onExperimentComplete(listener: (completion: Completion) => void): () => void;

  feed(after: string | null, wait: Wait): Promise<FeedReading>;
  experiments(after: string | null, wait: Wait): Promise<ExperimentsReading>;
  tally(ids: readonly number[]): Promise<readonly Tally[]>;
  experiment(id: number): Promise<ExperimentDetails | null>;
  maze(id: number): Promise<Maze | null>;
  run(request: RunRequest): Promise<RunReading>;
  sights(experimentId: number, after: RunKey | null): Promise<SightsReading>;
  usage(experimentId: number, after: RunKey | null): Promise<UsageReading>;
  search(experimentId: number, text: string, after: RunKey | null): Promise<SearchReading>;
  /** @param after the version that somebody has: waits until there is another one */
  action(experimentId: number, actionId: number, after: string | null, wait: Wait): Promise<ActionDetails | null>;
  /** Whole rows, for those who record or export. */
  rows(): Promise<RowSource>;
}
