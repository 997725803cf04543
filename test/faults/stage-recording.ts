import { isDeepStrictEqual } from 'node:util';
import type { Monitor } from '#core/monitor.ts';
import { type RecordingStatus, recordingChoiceSchema } from '#shared/domain/session.ts';
import { rowsOfDatabase, rowsOfFile } from '../core/sessions/rows-of.ts';
import { until } from '../support/until.ts';

const ARRIVAL_MS = 60_000;
/** How many ids a report names. */
const NAMED = 10;

/** A recording of all that happens on a stage. In the end its file must hold what the table holds, value by value. */
export class StageRecording {
  readonly #monitor: Monitor;
  #id: string | null = null;

  constructor(monitor: Monitor) {
    this.#monitor = monitor;
  }

  /** Begins, with what is there already; it waits for the database where that is away. */
  async start(): Promise<void> {
    const { own, recordings } = this.#monitor;
    const { id, sentence } = await recordings.start(own?.id ?? '', recordingChoiceSchema.parse({ past: true }));
    if (id === null) throw new Error(sentence ?? 'nothing is recorded');
    this.#id = id;
  }

  /**
   * Ends it when it has so many rows, and says what is wrong with its file.
   * @param mayHoldMore rows were taken out of the table meanwhile
   */
  async judge(rows: number, mayHoldMore: boolean): Promise<string[]> {
    const { own, recordings, library } = this.#monitor;
    if (own === null) return ['nothing was recorded'];
    // It was judged before, and what came since is no part of it.
    if (this.#id === null) return [];
    const id = this.#id;
    this.#id = null;
    const status = async (): Promise<RecordingStatus | undefined> =>
      (await recordings.read(null, 0, undefined)).recordings.find((one) => one.id === id);
    let last = await status();
    // Where rows were taken out, it is another session's, or there is nothing to wait for.
    await until(
      'it is recorded',
      () => {
        void status().then((next) => {
          last = next;
        });
        return mayHoldMore || (last?.actions ?? 0) >= rows;
      },
      ARRIVAL_MS,
    ).catch(() => {});
    await recordings.stop(id);
    await recordings.whenOver(id);
    if (mayHoldMore) return [];
    const path = await library.pathOf(`session:${id}`);
    if (path === null) return [`the recording has no file: ${last?.sentence ?? 'no reason'}`];
    const [file, table] = [await rowsOfFile(path), await rowsOfDatabase(own)];
    const wrongs = [...file.problems];
    for (const name of ['experiments', 'agent_actions'] as const) {
      const there = new Map(table[name].map((row) => [row['id'], row]));
      const recorded = new Map(file[name].map((row) => [row['id'], row]));
      const missing = [...there.keys()].filter((key) => !recorded.has(key));
      const added = [...recorded.keys()].filter((key) => !there.has(key));
      const changed = [...there].filter(
        ([key, row]) => recorded.has(key) && !isDeepStrictEqual(row, recorded.get(key)),
      );
      if (missing.length > 0) wrongs.push(`${name} lack ${missing.length}: ${missing.slice(0, NAMED).join(', ')}`);
      if (added.length > 0) wrongs.push(`${name} have ${added.length} too many: ${added.slice(0, NAMED).join(', ')}`);
      const [first] = changed;
      if (first) {
        wrongs.push(
          `${name} have other values in ${changed.length}: ${JSON.stringify(recorded.get(first[0]))} is ${JSON.stringify(first[1])}`,
        );
      }
    }
    return wrongs.map((wrong) => `the recording's ${wrong}`);
  }
}
