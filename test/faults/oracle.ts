import type pg from 'pg';
import type { SeenRow, Viewer } from './viewers/viewer.ts';

/** How many ids a report names. */
const NAMED = 25;

/** What to compare with. */
export interface Truth {
  /** The rows of the table by (experiment, step, id). */
  readonly rows: readonly SeenRow[];
  /** Rows were taken out of the table while it was watched: a viewer may have seen more than there is now. */
  readonly mayHaveSeenMore: boolean;
  /** null: the viewer watches all experiments. */
  readonly experiment: number | null;
}

/** The rows that the table holds now, in the order that runs are drawn in. */
export async function readTable(db: pg.Pool): Promise<SeenRow[]> {
  const { rows } = await db.query<SeenRow>(
    `SELECT experiment_id::int AS experiment, step_number AS step, id::int AS id
       FROM agent_actions ORDER BY experiment_id, step_number, id`,
  );
  return rows;
}

/** One row, whatever became of its id: TRUNCATE … RESTART IDENTITY gives ids out again, writers no step numbers. */
function keyOf({ experiment, step, id }: SeenRow): string {
  return `${experiment}/${step}/${id}`;
}

/** True when a viewer has at least every row of the table. */
export function hasAll(viewer: Viewer, { rows, experiment }: Truth): boolean {
  const wanted = rows.filter((row) => experiment === null || row.experiment === experiment);
  if (viewer.received.length < wanted.length) return false;
  const received = new Set(viewer.received.map(keyOf));
  return wanted.every((row) => received.has(keyOf(row)));
}

/**
 * What is wrong with what a viewer received: rows that are missing, that came twice, that are not in the table, and runs
 * that are not in order. Nothing, when it saw exactly the table.
 */
export function judge(viewer: Viewer, { rows, mayHaveSeenMore, experiment }: Truth): string[] {
  const wanted = rows.filter((row) => experiment === null || row.experiment === experiment);
  const times = new Map<string, { row: SeenRow; count: number }>();
  for (const row of viewer.received) {
    const known = times.get(keyOf(row));
    if (known) known.count++;
    else times.set(keyOf(row), { row, count: 1 });
  }
  const present = new Set(wanted.map(keyOf));
  const seen = [...times.values()];
  const wrongs: string[] = viewer.complaints.map((complaint) => `was told: ${complaint}`);
  say(
    wrongs,
    'never saw',
    wanted.filter((row) => !times.has(keyOf(row))),
  );
  say(
    wrongs,
    'saw more than once',
    seen.filter(({ count }) => count > 1).map(({ row }) => row),
  );
  if (!mayHaveSeenMore) {
    say(
      wrongs,
      'saw what is not in the table',
      seen.map(({ row }) => row).filter((row) => !present.has(keyOf(row))),
    );
  }
  for (const id of new Set(wanted.map((row) => row.experiment))) {
    const order = viewer.order(id)?.map(keyOf);
    if (!order) continue;
    const right = wanted.filter((row) => row.experiment === id).map(keyOf);
    const shown = mayHaveSeenMore ? order.filter((key) => present.has(key)) : order;
    const at = right.findIndex((key, index) => shown[index] !== key);
    if (at < 0 && shown.length === right.length) continue;
    wrongs.push(
      `shows ${shown.length} of the ${right.length} actions of experiment ${id}; from index ${at} on (experiment/step/id) ` +
        `${shown.slice(at, at + 4).join(', ')} where the table has ${right.slice(at, at + 4).join(', ')}`,
    );
  }
  return wrongs.map((wrong) => `${viewer.name} ${wrong}`);
}

function say(wrongs: string[], what: string, rows: readonly SeenRow[]): void {
  if (rows.length === 0) return;
  const named = rows
    .slice(0, NAMED)
    .map(({ experiment, step, id }) => `${id} (experiment ${experiment}, step ${step})`);
  const more = rows.length > NAMED ? ` … and ${rows.length - NAMED} more` : '';
  wrongs.push(`${what} ${rows.length} rows: ${named.join(', ')}${more}`);
}
