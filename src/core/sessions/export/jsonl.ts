import type { Row, TableName } from '#core/sessions/rows.ts';
import { writeFileWith } from './file-sink.ts';
import { actionPages, type ExportJob } from './job.ts';
import { objectWriter } from './json.ts';

/**
 * JSON Lines (https://jsonlines.org): a row a line with the name of its `table` first; the mazes, the experiments, then
 * their actions. A column that is itself called `table` becomes `table_`.
 */
export async function exportJsonLines(job: ExportJob, path: string): Promise<void> {
  const { experiments, mazes } = await job.rows.experiments(job.selection);
  await writeFileWith(path, async (sink) => {
    const writerOf = (table: TableName) => {
      const columns = job.rows.columns[table].map((column) =>
        column.name === 'table' ? { ...column, name: 'table_' } : column,
      );
      const write = objectWriter(columns, `"table":"${table}"`);
      return async (rows: readonly Row[]) => {
        for (const row of rows) sink.put(`${write(row)}\n`);
        await sink.drain();
      };
    };
    await writerOf('mazes')(mazes);
    await writerOf('experiments')(experiments);
    const write = writerOf('agent_actions');
    for await (const { actions } of actionPages(job, experiments)) await write(actions);
  });
}
