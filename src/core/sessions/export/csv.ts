import { join } from 'node:path';
import type { Row, TableColumn, TableName, Value } from '#core/sessions/rows.ts';
import { csvText } from '#shared/run/actions-csv.ts';
import { type FileSink, writeFileWith } from './file-sink.ts';
import { isoTime } from './iso-time.ts';
import { actionPages, type ExportJob, placeOf } from './job.ts';
import { makeFolder } from './whole.ts';

const END = '\r\n';

/**
 * The three tables as CSV (RFC 4180, UTF-8), in a folder. `agent_actions.csv` stands for itself: behind its own columns it
 * has the model, the maze's name and the batch's comment. null is an empty field, an empty text is `""`, as PostgreSQL's
 * COPY has it; times are ISO 8601, in UTC.
 *
 * A text that a spreadsheet would take for a formula has an apostrophe in front, one more where it begins with some
 * ({@link csvText}): taken away from whatever matches `^'+\s*[=+\-@]`, the text is what it was.
 */
export async function exportCsv(job: ExportJob, folder: string): Promise<void> {
  const { experiments, mazes } = await job.rows.experiments(job.selection);
  await makeFolder(folder);
  await writeTable(job, folder, 'mazes', mazes);
  await writeTable(job, folder, 'experiments', experiments);
  await writeFileWith(join(folder, 'agent_actions.csv'), (sink) => writeActions(job, experiments, mazes, sink));
}

async function writeActions(job: ExportJob, experiments: Row[], mazes: Row[], sink: FileSink): Promise<void> {
  const columns = job.rows.columns.agent_actions;
  const joined = joinedColumns(job, mazes).filter(({ name }) => columns.every((column) => column.name !== name));
  sink.put(header([...columns, ...joined]));
  const line = lineOf(columns);
  for await (const { experiment, actions } of actionPages(job, experiments)) {
    const rest = `${joined.map(({ value }) => `,${textField(value(experiment))}`).join('')}${END}`;
    for (const action of actions) sink.put(line(action) + rest);
    await sink.drain();
  }
}

async function writeTable(job: ExportJob, folder: string, table: TableName, rows: readonly Row[]): Promise<void> {
  const columns = job.rows.columns[table];
  const line = lineOf(columns);
  await writeFileWith(join(folder, `${table}.csv`), async (sink) => {
    sink.put(header(columns));
    for (const row of rows) {
      sink.put(line(row) + END);
      await sink.drain();
    }
  });
}

interface JoinedColumn {
  readonly name: string;
  value(experiment: Row): Value;
}

function joinedColumns(job: ExportJob, mazes: readonly Row[]): JoinedColumn[] {
  const [id, name] = ['id', 'name'].map((wanted) =>
    job.rows.columns.mazes.findIndex((column) => column.name === wanted),
  );
  const names = new Map(mazes.map((maze) => [maze[id ?? -1], maze[name ?? -1] ?? null]));
  const of = (wanted: string) => {
    const place = placeOf(job, wanted);
    return (experiment: Row) => experiment[place] ?? null;
  };
  const mazeOf = of('maze_id');
  return [
    { name: 'model_name', value: of('model_name') },
    { name: 'maze_name', value: (experiment) => names.get(mazeOf(experiment)) ?? null },
    { name: 'comment', value: of('comment') },
  ];
}

function header(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => textField(name)).join(',') + END;
}

function lineOf(columns: readonly TableColumn[]): (row: Row) => string {
  const fields = columns.map(({ storage }) => FIELDS[storage]);
  const count = fields.length;
  return (row) => {
    let line = '';
    for (let n = 0; n < count; n++) {
      if (n > 0) line += ',';
      const value = row[n];
      if (value !== null && value !== undefined) line += fields[n]?.(value) ?? '';
    }
    return line;
  };
}

const FIELDS: Readonly<Record<TableColumn['storage'], (value: number | string) => string>> = {
  integer: plain,
  real: plain,
  numeric: plain,
  boolean: (value) => (value === 1 ? 'true' : value === 0 ? 'false' : plain(value)),
  time: (value) => (typeof value === 'number' ? isoTime(value) : plain(value)),
  json: jsonField,
  text: textField,
};

/** A number; what is none (`NaN`, `infinity`) as PostgreSQL writes it. */
function plain(value: number | string): string {
  // A file of a stranger may hold any text where a number should be.
  return typeof value === 'number' || /^-?[\w.]+$/.test(value) ? String(value) : textField(value);
}

function textField(value: Value): string {
  if (value === null) return '';
  return value === '' ? '""' : csvText(String(value));
}

function jsonField(value: number | string): string {
  const text = String(value);
  // An object or an array, nearly always: no formula, and always in need of quotes.
  return text[0] === '{' || text[0] === '[' ? `"${text.replaceAll('"', '""')}"` : textField(text);
}
