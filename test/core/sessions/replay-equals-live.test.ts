import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildSession } from '#core/sessions/build.ts';
import { SessionSource } from '#core/sessions/session-source.ts';
import type { DatabaseSource } from '#core/sources/database-source.ts';
import type { Source } from '#core/sources/source.ts';
import { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { settledMonitor, temporaryFolder } from '../../support/monitor.ts';
import { FACTS } from './facts.ts';
import { richLaboratory } from './rich-laboratory.ts';

const ALL = { experiments: null, from: null, to: null, texts: true };
const NOW = { waitMs: 0, signal: undefined };

async function both(steps?: number) {
  const { laboratory, experiments } = await richLaboratory(steps);
  const { source: live } = await settledMonitor(laboratory.url);
  const path = join(temporaryFolder(), 'a.oriole');
  await buildSession(path, await live.rows(), ALL, FACTS, () => {});
  const recorded = new SessionSource('session:a', async () => path);
  recorded.start();
  onTestFinished(() => recorded.stop());
  return { laboratory, experiments, live, recorded };
}

async function readRun(source: Source, experimentId: number, sights: 'with' | 'later'): Promise<Run> {
  const run = new Run({ width: 30, height: 20 });
  for (let after: string | null = null; ; ) {
    const page = await source.run({ experimentId, after, limit: 250, sights, ...NOW });
    run.append(page.columns);
    after = page.cursor;
    if (page.caughtUp) break;
  }
  for (let after: RunKey | null = null; sights === 'later'; ) {
    const { sights: seen, next } = await source.sights(experimentId, after);
    run.addSights(seen);
    if (!next) break;
    after = next;
  }
  return run;
}

async function everything<T>(ask: (after: RunKey | null) => Promise<{ next: RunKey | null; part: T[] }>): Promise<T[]> {
  const all: T[] = [];
  for (let after: RunKey | null = null; ; ) {
    const { next, part } = await ask(after);
    all.push(...part);
    if (!next) return all;
    after = next;
  }
}

test.each(['with', 'later'] as const)('a run of a session is the run of its database, sights %s', async (sights) => {
  const { experiments, live, recorded } = await both();
  for (const experiment of experiments) {
    const [a, b] = [await readRun(live, experiment, sights), await readRun(recorded, experiment, sights)];
    expect(a.length).toBeGreaterThan(0);
    expect(picturesOf(b)).toEqual(picturesOf(a));
  }
});

test('experiments, mazes, actions in full, tallies and usage are the same', async () => {
  const { laboratory, experiments, live, recorded } = await both(300);
  const list = async (source: Source) => (await source.experiments(null, NOW)).changed.toSorted((a, b) => b.id - a.id);
  await expect.poll(async () => (await list(live)).length).toBe(3);
  expect(await list(recorded)).toEqual(await list(live));
  expect(await recorded.tally(experiments)).toEqual(await live.tally(experiments));
  for (const id of experiments) {
    const [a, b] = [await live.experiment(id), await recorded.experiment(id)];
    const plain = (columns: readonly { name: string; value: unknown }[] = []) =>
      Object.fromEntries(
        columns.map(({ name, value }) => [name, name === 'total_input_tokens' ? Number(value) : value]),
      );
    expect(plain(b?.columns)).toEqual(plain(a?.columns));
    for (const action of await laboratory.idsOf(id)) {
      const [one, other] = [await live.action(id, action, null, NOW), await recorded.action(id, action, null, NOW)];
      const { tokensPerSecond, ...rest } = other ?? { tokensPerSecond: null };
      expect({ ...rest, version: '' }).toEqual({ ...withoutSpeed(one), version: '' });
      expect(tokensPerSecond).toBe(one?.tokensPerSecond);
    }
    const usage = (source: Source) =>
      everything(async (after) => {
        const { usage, next } = await source.usage(id, after);
        return {
          next,
          part: [...usage.id].map((action, n) => [
            action,
            usage.inputTokens[n],
            usage.costUsd[n],
            usage.inferenceMs[n],
          ]),
        };
      });
    expect(await usage(recorded)).toEqual(await usage(live));
  }
  const maze = (await list(live))[1]?.mazeId ?? 0;
  expect(await recorded.maze(maze)).toEqual(await live.maze(maze));
  expect(await recorded.maze(99)).toBeNull();
  expect(await recorded.action(experiments[0] ?? 0, 999_999, null, NOW)).toBeNull();
});

test.each(['STEP" 2', 'answer', '😀', 'nowhere', 'why why'])('searching for %j finds the same places', async (text) => {
  const { experiments, live, recorded } = await both();
  const hits = (source: Source) =>
    everything(async (after) => {
      const { hits, next } = await source.search(experiments[0] ?? 0, text, after);
      return { next, part: [...hits] };
    });
  expect(await hits(recorded)).toEqual(await hits(live));
});

/** All that any picture of the run is drawn from. */
function picturesOf(run: Run) {
  const actions = Array.from({ length: run.length }, (_, n) => [
    run.idAt(n),
    run.stepAt(n),
    run.typeAt(n),
    run.succeededAt(n),
    run.timeAt(n),
    run.turnAt(n),
    run.fromAt(n),
    run.toAt(n),
  ]);
  return { actions, wallHits: run.wallHits, texels: [...run.layers.texels] };
}

function withoutSpeed(details: Awaited<ReturnType<DatabaseSource['action']>>) {
  const { tokensPerSecond: _, ...rest } = details ?? { tokensPerSecond: null };
  return rest;
}
