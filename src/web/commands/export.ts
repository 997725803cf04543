import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseRows } from '#core/database/rows.ts';
import { readSchema } from '#core/database/schema.ts';
import { describeTarget } from '#core/database/target.ts';
import { readVersion } from '#core/paths.ts';
import { TABLE_FORMATS } from '#core/sessions/export/formats.ts';
import { explainExport } from '#core/sessions/export/problem.ts';
import { exportSession, NO_COMPANY, type SessionAbout, type SessionCompany } from '#core/sessions/export/session.ts';
import { makeWhole } from '#core/sessions/export/whole.ts';
import type { RowSource } from '#core/sessions/rows.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import { chooseSource, SOURCE_OPTIONS, UsageError } from '#core/source-choice.ts';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/domain/session.ts';
import { onConnection, openTarget } from './open-target.ts';
import { counted, ProgressLine } from './progress-line.ts';
import { readSelection, SELECTION_OPTIONS } from './selection.ts';
import { openSession } from './session-file.ts';
import { untilAsked } from './signals.ts';

/** Where rows come from, and what is to be told of them. */
interface Origin {
  readonly rows: RowSource;
  readonly about: Omit<SessionAbout, 'name' | 'applicationVersion'>;
  readonly company: SessionCompany;
}

/** `oriole-monitor export`: a part of a session or of a database as files. Resolves with 1 when something is missing. */
export async function exportRows(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...SOURCE_OPTIONS,
      ...SELECTION_OPTIONS,
      format: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const format = readFormat(values.format);
  if (!values.out) throw new UsageError('--out takes the path to write to.');
  const path = resolve(values.out);
  const selection = readSelection(values);
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  const { signal } = stopping;
  const problems: string[] = [];
  const line = new ProgressLine();
  let written = 0;

  const write = async ({ rows, about, company }: Origin): Promise<void> => {
    const total = await rows.count(selection);
    let shownAt = 0;
    const progress = (actions: number) => {
      written = actions;
      if (performance.now() - shownAt < 250) return;
      shownAt = performance.now();
      line.show(`${actions.toLocaleString('en')} of ${counted(Math.max(total, actions), 'action')}`);
    };
    const job = { rows, selection, progress, signal };
    const facts = { ...about, name: basename(path).replace(/\.oriole$/, ''), applicationVersion: readVersion() };
    await makeWhole(path, { replace: false }, (temporary) =>
      format === 'session'
        ? exportSession(job, temporary, facts, company)
        : TABLE_FORMATS[format].write(job, temporary),
    );
  };

  try {
    await withOrigin(positionals, values, { signal, onProblem: (sentence) => problems.push(sentence) }, write);
  } catch (error) {
    line.end();
    if (error instanceof UsageError) throw error;
    console.error(signal.aborted ? 'It was given up, and nothing was saved.' : explainExport(error, path));
    return 1;
  }
  line.end();
  console.log(`${path}: ${counted(written, 'action')}`);
  if (problems.length > 0) console.error(`Not all of the session can be read:\n${problems.join('\n')}`);
  return problems.length > 0 ? 1 : 0;
}

async function withOrigin(
  files: readonly string[],
  values: Parameters<typeof chooseSource>[0],
  { signal, onProblem }: { readonly signal: AbortSignal; onProblem(sentence: string): void },
  work: (origin: Origin) => Promise<void>,
): Promise<void> {
  const [file, more] = files;
  if (more !== undefined) throw new UsageError('One session at a time.');
  if (file !== undefined) {
    if (Object.keys(SOURCE_OPTIONS).some((name) => values[name as keyof typeof SOURCE_OPTIONS] !== undefined)) {
      throw new UsageError('Give either a session or a database.');
    }
    const session = await openSession(resolve(file), onProblem);
    try {
      const events = session.events().map((event) => ({ ...event, at: event.at / 1_000 }));
      const about = { profile: null, database: null, host: null };
      await work({ rows: new SessionRows(session), about, company: { ...NO_COMPANY, events } });
    } finally {
      session.close();
    }
    return;
  }
  const opened = await openTarget(chooseSource(values, process.env), signal);
  try {
    await onConnection(opened, async (connection) => {
      const { target, profile } = opened;
      const rows = await DatabaseRows.open(connection, await readSchema(connection, target.schema));
      const about = { profile: profile?.name ?? null, database: describeTarget(target), host: target.host };
      await work({ rows, about, company: NO_COMPANY });
    });
  } finally {
    await opened.close();
  }
}

function readFormat(given: string | undefined): ExportFormat {
  const format = EXPORT_FORMATS.find((name) => name === given);
  if (!format) throw new UsageError(`--format takes one of ${EXPORT_FORMATS.join(', ')}.`);
  return format;
}
