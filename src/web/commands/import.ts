import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { refuseWriting } from '#core/profiles/writing.ts';
import { importRows } from '#core/sessions/import/import.ts';
import { explainImport } from '#core/sessions/import/problem.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import { chooseSource, SOURCE_OPTIONS, UsageError } from '#core/source-choice.ts';
import type { SessionSelection } from '#shared/domain/session.ts';
import { onConnection, openTarget } from './open-target.ts';
import { counted, ProgressLine } from './progress-line.ts';
import { openSession } from './session-file.ts';
import { untilAsked } from './signals.ts';

const ALL: SessionSelection = { experiments: null, from: null, to: null, texts: true };

/** `oriole-monitor import`: the rows of a session into a database's schema, all or none. Resolves with the exit code. */
export async function importSession(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...SOURCE_OPTIONS,
      schema: { type: 'string' },
      create: { type: 'boolean', default: false },
      append: { type: 'boolean', default: false },
      renumber: { type: 'boolean', default: false },
      confirm: { type: 'string' },
    },
  });
  const [file, more] = positionals;
  if (file === undefined || more !== undefined) throw new UsageError('Give the session to import.');
  if (values.create === values.append) {
    throw new UsageError('Say where the rows go: --create makes the tables, --append adds to those that are there.');
  }
  if (values.renumber && values.create) throw new UsageError('--renumber goes with --append.');
  const choice = chooseSource(values, process.env);
  // What was open last is no place to write to unasked.
  if (choice.kind === 'last') throw new UsageError('Say which database: --url, --profile or --environment.');
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  const { signal } = stopping;
  const line = new ProgressLine();
  const problems: string[] = [];
  try {
    const session = await openSession(resolve(file), (sentence) => problems.push(sentence));
    const opened = await openTarget(choice, signal);
    try {
      const refusal = refuseWriting(opened.profile, values.confirm ?? null);
      if (refusal) throw new RefusedError(`${refusal} (--confirm NAME)`);
      const rows = new SessionRows(session);
      const total = await rows.count(ALL);
      const done = await onConnection(opened, (connection) =>
        connection.exclusive(async (client) => {
          const schema = values.schema ?? opened.target.schema ?? (await presentSchema(client));
          return await importRows(client, {
            rows,
            schema,
            into: values.create ? 'create' : 'append',
            renumber: values.renumber,
            signal,
            progress: (actions) => line.show(`${actions.toLocaleString('en')} of ${counted(total, 'action')}`),
          });
        }),
      );
      line.end();
      const { mazes, experiments, actions, notes } = done;
      for (const note of notes) console.error(note);
      console.log([counted(actions, 'action'), counted(experiments, 'experiment'), counted(mazes, 'maze')].join(', '));
    } finally {
      session.close();
      await opened.close();
    }
  } catch (error) {
    line.end();
    if (error instanceof UsageError) throw error;
    if (error instanceof RefusedError) console.error(error.message);
    else console.error(signal.aborted ? 'It was given up. Nothing was changed.' : explainImport(error));
    return 1;
  }
  if (problems.length > 0) console.error(`Not all of the session can be read:\n${problems.join('\n')}`);
  return problems.length > 0 ? 1 : 0;
}

/** The profile's own rules forbid it. */
class RefusedError extends Error {}

async function presentSchema(client: { query(sql: string): Promise<{ rows: { schema: string | null }[] }> }) {
  const { rows } = await client.query('SELECT current_schema() AS schema');
  return rows[0]?.schema ?? 'public';
}
