import type { Row, RowSource, Value } from '#core/sessions/rows.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import type { DatabaseSource } from '#core/sources/database-source.ts';

const ALL = { experiments: null, from: null, to: null, texts: true };

/** All rows of the three tables, by id, with the names of their columns. */
async function allRows(rows: RowSource) {
  const { experiments, mazes } = await rows.experiments(ALL);
  const id = rows.columns.experiments.findIndex(({ name }) => name === 'id');
  const actions: Row[] = [];
  for (const experiment of experiments) {
    for await (const page of rows.actions(Number(experiment[id]), ALL)) actions.push(...page);
  }
  const named = (table: 'mazes' | 'experiments' | 'agent_actions', list: readonly Row[]) =>
    list
      .map(
        (row): Record<string, Value> =>
          Object.fromEntries(rows.columns[table].map(({ name }, n) => [name, row[n] ?? null])),
      )
      .sort((a, b) => Number(a['id']) - Number(b['id']));
  return {
    mazes: named('mazes', mazes),
    experiments: named('experiments', experiments),
    agent_actions: named('agent_actions', actions),
  };
}

/** All rows of a session file, and what could not be read of it. */
export async function rowsOfFile(path: string) {
  const problems: string[] = [];
  const rows = SessionRows.open(path, (sentence) => problems.push(sentence));
  try {
    return { ...(await allRows(rows)), problems };
  } finally {
    rows.close();
  }
}

/** All rows of a database. */
export async function rowsOfDatabase(source: DatabaseSource) {
  return { ...(await allRows(await source.rows())), problems: [] };
}
