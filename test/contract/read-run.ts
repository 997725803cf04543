import type { RunColumns } from '#shared/run/columns.ts';
import { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import type { Client } from '../support/contract-clients.ts';
import { until } from '../support/until.ts';

/** A little smaller than what is seen. */
export const GRID = { width: 20, height: 6 };

/** Reads a run from its beginning, as a viewer does. */
export async function readRun(client: Client, experimentId: number, sights: 'with' | 'later', limit = 5_000) {
  const run = new Run(GRID);
  let pages = 0;
  /** Cells that came with their actions. */
  let seen = 0;
  for (let after: string | null = null; ; pages++) {
    const { cursor, columns, caughtUp } = await client.runs.read({ experimentId, after, sights, limit });
    after = cursor;
    run.append(columns);
    if (!isInOrder(columns)) throw new Error('A page is not in order.');
    seen += columns.seenBy.length;
    if (caughtUp) break;
  }
  if (sights === 'later') for (const stretch of await readSights(client, experimentId)) run.addSights(stretch);
  return { run, pages, seen };
}

function isInOrder({ step, id }: RunColumns): boolean {
  return step.every((value, n) => {
    const previous = step[n - 1] ?? Number.NEGATIVE_INFINITY;
    return previous < value || (previous === value && (id[n - 1] ?? 0) < (id[n] ?? 0));
  });
}

/** All that was seen in a run, stretch by stretch. */
export async function readSights(client: Client, experimentId: number) {
  const stretches = [];
  for (let after: RunKey | null = null; ; ) {
    const { sights, next } = await client.runs.sights({ experimentId, after });
    stretches.push(sights);
    if (next === null) return stretches;
    after = next;
  }
}

/** Everything that a run can be asked. */
export function dump(run: Run) {
  return {
    rows: Array.from({ length: run.length }, (_, i) => [
      run.idAt(i),
      run.stepAt(i),
      run.typeAt(i),
      run.succeededAt(i),
      run.fromAt(i),
      run.positionAt(i),
      run.timeAt(i),
      run.turnAt(i),
    ]),
    hits: run.wallHits,
    texels: [...run.layers.texels],
  };
}

/** Waits until so many actions of a run have come through. */
export async function untilRead(client: Client, experimentId: number, count: number): Promise<void> {
  await until(`${count} actions are here`, async () => {
    const { run } = await readRun(client, experimentId, 'with');
    return run.length === count;
  });
}
