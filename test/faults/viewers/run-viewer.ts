import { setTimeout as delay } from 'node:timers/promises';
import type { RunColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import { ContractLink } from './contract-link.ts';
import { RETURN_MS, type SeenRow, type Viewer } from './viewer.ts';

const WAIT_MS = 5_000;

/** A client of the contract that reads runs by their cursors and keeps each as the window does: in a `Run`. */
export class RunViewer implements Viewer {
  readonly name: string;
  readonly received: SeenRow[] = [];
  readonly complaints: string[] = [];
  /** What calls failed with, each sentence once. */
  readonly troubles = new Set<string>();
  readonly #link: ContractLink;
  readonly #runs = new Map<number, Run>();
  readonly #running: Promise<void>[] = [];
  readonly #leaving = new AbortController();

  /** @param host the host's URL, with the token */
  constructor(name: string, host: URL, experiments: readonly number[]) {
    this.name = name;
    this.#link = new ContractLink(host);
    for (const experiment of experiments) this.watch(experiment);
  }

  get returns(): number {
    return Math.max(0, this.#link.opened - 1);
  }

  /** Opens another run. */
  watch(experiment: number): void {
    const run = new Run({ width: 60, height: 60 });
    this.#runs.set(experiment, run);
    this.#running.push(this.#read(experiment, run));
  }

  order(experiment: number): SeenRow[] | null {
    const run = this.#runs.get(experiment);
    if (!run) return null;
    return Array.from({ length: run.length }, (_, i) => ({ experiment, step: run.stepAt(i), id: run.idAt(i) }));
  }

  /** Loses its connection; comes back with the cursors that it has. */
  hangUp(): void {
    this.#link.close();
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    this.#link.close();
    await Promise.all(this.#running);
  }

  async #read(experimentId: number, run: Run): Promise<void> {
    const { signal } = this.#leaving;
    let after: string | null = null;
    while (!signal.aborted) {
      try {
        const client = await this.#link.client();
        const { columns, cursor, reset } = await client.runs.read({ experimentId, after, waitMs: WAIT_MS });
        if (reset) this.#forget(experimentId, run);
        this.#take(experimentId, columns);
        run.append(columns);
        after = cursor;
      } catch (error) {
        if (signal.aborted) return;
        this.troubles.add(error instanceof Error ? error.message : String(error));
        // The host is away, or cannot ask its database: the cursor stays what it was.
        await delay(RETURN_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** The table was replaced: the window begins the run anew. */
  #forget(experiment: number, run: Run): void {
    run.clear();
    this.received.splice(0, Number.POSITIVE_INFINITY, ...this.received.filter((row) => row.experiment !== experiment));
  }

  #take(experiment: number, { id, step }: RunColumns): void {
    for (let i = 0; i < id.length; i++) this.received.push({ experiment, step: step[i] ?? -1, id: id[i] ?? -1 });
  }
}
