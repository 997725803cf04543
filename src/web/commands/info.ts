import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readEntry } from '#core/sessions/entry.ts';
import { PackedFile } from '#core/sessions/packed-file.ts';
import { SessionRows } from '#core/sessions/session-rows.ts';
import { UsageError } from '#core/source-choice.ts';
import type { SessionSelection, SessionState } from '#shared/domain/session.ts';
import { counted, ProgressLine } from './progress-line.ts';

const ALL: SessionSelection = { experiments: null, from: null, to: null, texts: true };
const SOUND: readonly SessionState[] = ['closed', 'recording', 'closing', 'unfinished'];

/** `oriole-monitor info`: what a file holds, and whether all of it can be read. Resolves with 1 when not. */
export async function info(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [file, more] = positionals;
  if (file === undefined || more !== undefined) throw new UsageError('Give the session to look at.');
  const path = resolve(file);
  const { thumbnail: _, id, ...entry } = readEntry(path);
  const problems = entry.state === 'closed' ? await readThrough(path) : [];
  const state = problems.length > 0 ? 'damaged' : entry.state;
  const told = { ...entry, id, state, problems };
  if (values.json) console.log(JSON.stringify(told));
  else for (const [name, value] of lines(told)) console.log(`${`${name}:`.padEnd(13)}${value}`);
  return SOUND.includes(state) ? 0 : 1;
}

/** Reads all there is. Answers with what cannot be read, as sentences. */
async function readThrough(path: string): Promise<string[]> {
  const problems = new Set<string>();
  const line = new ProgressLine();
  let file: PackedFile | null = null;
  try {
    file = new PackedFile(path, (sentence) => problems.add(sentence));
    const rows = new SessionRows(file);
    const total = await rows.count(ALL);
    await rows.experiments(ALL);
    file.events();
    let read = 0;
    for (const { experimentId } of file.runs()) {
      for (const block of file.blocks(experimentId)) file.pack(experimentId, block);
      for await (const page of rows.actions(experimentId, ALL)) {
        read += page.length;
        line.show(`Reading: ${read.toLocaleString('en')} of ${counted(total, 'action')}`);
      }
    }
  } catch (error) {
    problems.add(error instanceof Error ? error.message : 'It cannot be read.');
  } finally {
    file?.close();
    line.end();
  }
  return [...problems];
}

type Told = Omit<ReturnType<typeof readEntry>, 'thumbnail'> & { readonly problems: readonly string[] };

function* lines(told: Told): Generator<[string, string]> {
  yield ['state', told.state];
  for (const remark of told.remarks) yield ['remark', remark];
  for (const problem of told.problems) yield ['problem', problem];
  if (told.startedAt === null && told.actions === 0) return;
  yield ['name', told.name];
  if (told.profile !== null) yield ['profile', told.profile];
  if (told.database !== null) yield ['database', told.database];
  yield ['from', moment(told.startedAt)];
  yield ['to', moment(told.endedAt)];
  yield ['holds', `${counted(told.actions, 'action')}, ${counted(told.experiments, 'experiment')}`];
  if (told.models.length > 0) yield ['models', told.models.join(', ')];
  yield ['texts', told.hasTexts ? 'yes' : 'left out'];
  if (told.bookmarks > 0) yield ['bookmarks', String(told.bookmarks)];
  if (told.tags.length > 0) yield ['tags', told.tags.join(', ')];
  yield ['bytes', told.bytes.toLocaleString('en')];
}

function moment(at: number | null): string {
  return at === null || Number.isNaN(new Date(at).getTime()) ? 'unknown' : new Date(at).toISOString();
}
