import { setImmediate } from 'node:timers/promises';
import type { Row, RowSource } from '#core/sessions/rows.ts';
import type { SessionSelection } from '#shared/domain/session.ts';

/** What is exported, and who wants to know how far it is. */
export interface ExportJob {
  readonly rows: RowSource;
  readonly selection: SessionSelection;
  /** Told how many actions have been written so far. */
  progress(actions: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** Some actions of a run, in their order. */
export interface ActionPage {
  readonly experiment: Row;
  readonly actions: readonly Row[];
}

/** A host has other things to do, and its viewers are answered in between. */
const BREATH_MS = 20;

/** The actions of these experiments, one run after the other. Throws the signal's reason when it is aborted. */
export async function* actionPages(job: ExportJob, experiments: readonly Row[]): AsyncGenerator<ActionPage> {
  const id = placeOf(job, 'id');
  const steps = new Steps(job);
  for (const experiment of experiments) {
    for await (const actions of job.rows.actions(Number(experiment[id]), job.selection)) {
      yield { experiment, actions };
      await steps.taken(actions.length);
    }
    await steps.taken(0);
  }
}

/** Counts what was written, and lets others have their turn. */
export class Steps {
  readonly #job: ExportJob;
  #actions = 0;
  #breathed = performance.now();

  constructor(job: ExportJob) {
    this.#job = job;
  }

  async taken(actions: number): Promise<void> {
    this.#job.signal?.throwIfAborted();
    this.#actions += actions;
    this.#job.progress(this.#actions);
    if (performance.now() - this.#breathed < BREATH_MS) return;
    await setImmediate();
    this.#breathed = performance.now();
  }
}

/** Where a column of the experiments is; −1: there is none. */
export function placeOf({ rows }: ExportJob, name: string): number {
  return rows.columns.experiments.findIndex((column) => column.name === name);
}
