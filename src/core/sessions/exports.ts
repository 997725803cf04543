import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { HostFiles } from '#core/host-files.ts';
import type { Source } from '#core/sources/source.ts';
import type { SaveOutcome } from '#shared/contract.ts';
import {
  type ExportFormat,
  type ExportProgress,
  isSessionId,
  type SessionBookmark,
  type SessionSelection,
} from '#shared/domain/session.ts';
import { Downloads } from './downloads.ts';
import { TABLE_FORMATS } from './export/formats.ts';
import type { ExportJob } from './export/job.ts';
import { explainExport } from './export/problem.ts';
import { exportSession, type SessionAbout } from './export/session.ts';
import { makeWhole } from './export/whole.ts';
import { fileNameOf } from './file-name.ts';
import { FILE_EXTENSION } from './format.ts';
import { freePath } from './trash.ts';

const PROGRESS_MS = 250;
const NOT_CHOSEN = 'No place was chosen, so nothing was exported.';

/** What is exported, as a viewer asks for it. */
export interface ExportRequest {
  readonly selection: SessionSelection;
  readonly format: ExportFormat;
  readonly name: string;
}

/** What exports need of the library. */
interface ExportShelf {
  /** Where new sessions go. */
  readonly folder: string;
  addFile(path: string): Promise<SaveOutcome>;
  bookmarks(id: string): Promise<readonly SessionBookmark[]>;
}

/** What exports stand on. */
export interface ExportParts {
  readonly library: ExportShelf;
  /** null where there is nobody before this machine: what is made is fetched by a browser. */
  readonly files: HostFiles | null;
  readonly version: string;
  /** The profile of a source, by name; null where it has none. */
  profileName(id: string): string | null;
}

/** What an export asks of a source. */
type ExportedSource = Pick<Source, 'id' | 'ended' | 'rows' | 'feed'>;
type Done = Extract<ExportProgress, { kind: 'done' }>;

/** Writes parts of sources into new sessions, and into files for other programs. */
export class Exports {
  /** What browsers may fetch. */
  readonly downloads = new Downloads();
  readonly #parts: ExportParts;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(parts: ExportParts) {
    this.#parts = parts;
  }

  /** Exports, and tells how it goes: at most every 250 ms, and how it ended last. Who stops listening gives up. */
  async *run(
    source: ExportedSource,
    request: ExportRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ExportProgress> {
    const left = new AbortController();
    const ended = AbortSignal.any([left.signal, this.#stopping.signal, source.ended, ...(signal ? [signal] : [])]);
    const state = { rows: 0, total: 0, path: request.name };
    const work = this.#export(source, request, ended, state);
    const isOver = work.then(
      () => true,
      () => true,
    );
    this.#running.add(isOver);
    try {
      while (!(await Promise.race([isOver, delay(PROGRESS_MS, false, { ref: false })]))) {
        yield { kind: 'progress', rows: state.rows, total: Math.max(state.total, state.rows) };
      }
      yield await work;
    } catch (error) {
      if (ended.aborted) yield { kind: 'failed', sentence: 'It was given up, and nothing was saved.' };
      else yield { kind: 'failed', sentence: explainExport(error, state.path) };
    } finally {
      left.abort();
      await isOver;
      this.#running.delete(isOver);
    }
  }

  /** Gives up what goes on, and deletes what nobody has fetched. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    await this.downloads.stop();
  }

  async #export(
    source: ExportedSource,
    request: ExportRequest,
    signal: AbortSignal,
    state: { rows: number; total: number; path: string },
  ): Promise<ExportProgress> {
    const { selection, format } = request;
    const path = format === 'session' ? null : await this.#pathFor(request);
    if (format !== 'session' && path === null) return { kind: 'failed', sentence: NOT_CHOSEN };
    if (path !== null) state.path = path;
    const rows = await source.rows();
    state.total = await rows.count(selection);
    const progress = (actions: number) => {
      state.rows = actions;
    };
    const job = { rows, selection, progress, signal };
    const done =
      format === 'session' || path === null
        ? await this.#makeSession(source, job, request, state)
        : await this.#makeTables(job, format, path, request.name, state);
    return isSessionId(source.id) ? await withProblems(done, source) : done;
  }

  async #pathFor({ format, name }: ExportRequest): Promise<string | null> {
    if (format === 'session') return null;
    const { files } = this.#parts;
    return files
      ? await files.chooseSavePath(`${fileNameOf(name)}${TABLE_FORMATS[format].suffix}`)
      : await this.downloads.newPath();
  }

  async #makeTables(
    job: ExportJob,
    format: Exclude<ExportFormat, 'session'>,
    path: string,
    name: string,
    state: { readonly rows: number },
  ): Promise<Done> {
    const { suffix, form, write } = TABLE_FORMATS[format];
    // A dialog has asked about a file that is there.
    await makeWhole(path, { replace: true }, (temporary) => write(job, temporary));
    if (this.#parts.files) return { kind: 'done', sentence: `Saved as ${path}.`, session: null, download: null };
    const download = this.downloads.offer({
      path,
      form,
      name: `${fileNameOf(name)}${suffix}${form === 'folder' ? '.zip' : ''}`,
    });
    return { kind: 'done', sentence: `${count(state.rows)} are ready.`, session: null, download };
  }

  async #makeSession(
    source: ExportedSource,
    job: ExportJob,
    { name }: ExportRequest,
    state: { rows: number; path: string },
  ): Promise<Done> {
    const { library, version, profileName } = this.#parts;
    const isSession = isSessionId(source.id);
    const { status, events } = await source.feed(null, { waitMs: 0, signal: job.signal });
    const bookmarks = isSession ? await library.bookmarks(source.id) : [];
    const about: SessionAbout = {
      name,
      applicationVersion: version,
      profile: profileName(source.id),
      database: status.database || null,
      host: status.database.split(' on ')[1] ?? null,
    };
    mkdirSync(library.folder, { recursive: true, mode: 0o700 });
    // Two may be made under one name at the same time: which of them has it is decided by who is done first.
    const made = join(library.folder, `.${randomUUID()}${FILE_EXTENSION}`);
    state.path = join(library.folder, fileNameOf(name) + FILE_EXTENSION);
    await exportSession(job, made, about, { events: isSession ? events : [], bookmarks });
    const path = freePath(state.path);
    renameSync(made, path);
    const { id, sentence } = await library.addFile(path);
    if (id === null) throw new Error(sentence ?? 'the library did not take the session');
    return { kind: 'done', sentence: `${count(state.rows)} are in the session ${name}.`, session: id, download: null };
  }
}

/** Says what of a damaged session is missing in what was made of it. */
async function withProblems(progress: Done, source: ExportedSource): Promise<Done> {
  const { status } = await source.feed(null, { waitMs: 0, signal: undefined });
  const [first] = status.missing;
  return first === undefined
    ? progress
    : { ...progress, sentence: `${progress.sentence} Parts of the session cannot be read, and are missing: ${first}` };
}

function count(actions: number): string {
  return actions === 1 ? '1 action' : `${actions.toLocaleString('en')} actions`;
}
