import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, watch } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HostFiles } from '#core/host-files.ts';
import type { Logger } from '#core/log.ts';
import { Waiters } from '#core/waiters.ts';
import type { Outcome, SaveOutcome } from '#shared/contract.ts';
import type { SessionBookmark, SessionState, SessionsReading } from '#shared/domain/session.ts';
import { PARTIAL } from './build.ts';
import { Closer } from './closer.ts';
import { FILE_EXTENSION } from './format.ts';
import { openForReading, SessionFileError } from './session-file.ts';
import type { SessionSettings } from './session-settings.ts';
import { Shelf } from './shelf.ts';
import { emptyTrash, moveToTrash, takeBack } from './trash.ts';

/** How often folders are looked into while somebody looks at the list: a network drive tells nobody of its changes. */
const LOOK_MS = 10_000;
/** What is written in one go makes several notices. */
const SETTLE_MS = 150;
/** A half of a file that nobody has written to for so long is nobody's. */
const PARTIAL_MS = 24 * 60 * 60 * 1_000;
/** Another program may be reading the file at the moment. */
const BUSY_MS = 2_000;

const DONE: Outcome = { done: true, sentence: null };
const GONE: Outcome = { done: false, sentence: 'This session is not in the library any more.' };
const NO_DIALOGS =
  'A browser may be on another machine than the files. Upload the session, or put it into a folder of the host.';

/** What of a session a person may change. */
interface Change {
  readonly name?: string | undefined;
  readonly notes?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The sessions on this machine: which there are, and what people say of them. */
export class Library {
  /** Where recordings go, unless told. */
  readonly folder: string;
  readonly #settings: SessionSettings;
  readonly #files: HostFiles | null;
  readonly #shelf: Shelf;
  readonly #waiting = new Waiters();
  readonly #trashed = new Map<string, { readonly trashed: string; readonly path: string }>();
  readonly #watchers: { close(): void }[] = [];
  readonly #stopping = new AbortController();
  readonly #closer: Closer;
  readonly #epoch = randomUUID().slice(0, 8);
  #revision = 0;
  #known = '';
  #loading: { read: number; total: number } | null = { read: 0, total: 0 };
  #looking: Promise<void> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #again = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(folder: string, settings: SessionSettings, files: HostFiles | null, log: Logger) {
    this.folder = folder;
    this.#settings = settings;
    this.#files = files;
    this.#shelf = new Shelf(folder);
    this.#closer = new Closer(log, this.#stopping.signal);
  }

  /** Looks at what there is, and closes what a killed program left unfinished. */
  start(): void {
    void this.look().then(() => {
      for (const { path, problem } of this.#shelf.folders) {
        if (problem !== null) continue;
        this.#watch(path);
        this.#tidy(path);
      }
      this.finishAll();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#timer) clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    this.#waiting.wake();
    await this.#closer.idle();
    await this.#looking;
  }

  /** The library, as viewers read it. */
  async read(after: string | null, waitMs: number, signal: AbortSignal | undefined): Promise<SessionsReading> {
    if (performance.now() - this.#lookedAt > LOOK_MS) void this.look();
    if (after === this.#token) {
      await this.#waiting.wait(undefined, Math.min(waitMs, LOOK_MS), signal);
    }
    const entries = [...this.#shelf.entries.values()].map((entry) => {
      const path = join(entry.folder, entry.file);
      const state: SessionState = this.#closer.isClosing(path) ? 'closing' : entry.state;
      const failure = this.#closer.failureOf(path);
      const remarks = failure === undefined ? entry.remarks : [...entry.remarks, failure];
      return { ...entry, state, remarks, openedAt: this.#settings.openedAt(entry.id) };
    });
    return { revision: this.#token, entries, folders: this.#shelf.folders, loading: this.#loading };
  }

  /** Where the file of a session is; null where there is none. Looks into the folders first where it has to. */
  async pathOf(id: string): Promise<string | null> {
    const known = this.#shelf.pathOf(id);
    if (known !== null && existsSync(known)) return known;
    await this.look();
    return this.#shelf.pathOf(id);
  }

  /** The session of a file; null where the file is none. */
  async idOf(path: string): Promise<string | null> {
    await this.look();
    return [...this.#shelf.entries.keys()].find((id) => this.#shelf.pathOf(id) === path) ?? null;
  }

  /** A session was opened. */
  noteOpened(id: string): void {
    void this.#settings.noteOpened(id).then(() => this.#changed());
  }

  /** Adds a file, wherever it is; null asks the person before this machine. */
  async add(wanted: string | null): Promise<SaveOutcome> {
    if (!this.#files) return { done: false, sentence: NO_DIALOGS, id: null };
    const chosen = wanted ?? (await this.#files.chooseSession());
    return chosen === null ? { done: false, sentence: null, id: null } : await this.addFile(chosen);
  }

  /** Adds a file for whoever has the right to name one. */
  async addFile(file: string): Promise<SaveOutcome> {
    if (!isAbsolute(file)) return { done: false, sentence: 'A path begins at the root of the disk.', id: null };
    const path = resolve(file);
    try {
      openForReading(path).close();
    } catch (error) {
      if (!(error instanceof SessionFileError)) throw error;
      if (error.kind !== 'unfinished' && error.kind !== 'damaged') {
        return { done: false, sentence: error.message, id: null };
      }
    }
    const isInFolder = this.#shelf.folders.some((folder) => join(folder.path, basename(path)) === path);
    if (!isInFolder && !this.#settings.files.includes(path)) {
      const outcome = await this.#settings.setFiles([...this.#settings.files, path].slice(-1_000));
      if (!outcome.done) return { ...outcome, id: null };
    }
    await this.finish(path);
    return { done: true, sentence: null, id: await this.idOf(path) };
  }

  async change(id: string, { name, notes, tags }: Change): Promise<Outcome> {
    return await this.#write(id, (file) => {
      if (name !== undefined) file.prepare('UPDATE session SET name = ?').run(name);
      if (notes !== undefined) file.prepare('UPDATE session SET notes = ?').run(notes);
      if (tags !== undefined) file.prepare('UPDATE session SET tags = ?').run(JSON.stringify(tags));
    });
  }

  async bookmarks(id: string): Promise<readonly SessionBookmark[]> {
    const path = await this.pathOf(id);
    if (path === null) return [];
    try {
      const file = openForReading(path);
      try {
        return file
          .prepare('SELECT * FROM bookmark ORDER BY id')
          .all()
          .map((row) => ({
            experimentId: orNull(row['experiment_id']),
            actionId: orNull(row['action_id']),
            step: orNull(row['step']),
            at: typeof row['at'] === 'number' ? row['at'] / 1_000 : null,
            text: String(row['text']),
          }));
      } finally {
        file.close();
      }
    } catch {
      return [];
    }
  }

  async setBookmarks(id: string, bookmarks: readonly SessionBookmark[]): Promise<Outcome> {
    return await this.#write(id, (file) => {
      file.exec('DELETE FROM bookmark');
      const add = file.prepare(
        'INSERT INTO bookmark (experiment_id, action_id, step, at, text) VALUES (?, ?, ?, ?, ?)',
      );
      for (const { experimentId, actionId, step, at, text } of bookmarks) {
        add.run(experimentId, actionId, step, at === null ? null : Math.round(at * 1_000), text);
      }
    });
  }

  async remove(id: string): Promise<Outcome> {
    const path = await this.pathOf(id);
    if (path === null) return GONE;
    if (existsSync(`${path}-wal`))
      return { done: false, sentence: 'It is being recorded, or was not closed yet. Nothing was moved.' };
    try {
      this.#trashed.set(id, { trashed: moveToTrash(path), path });
    } catch (error) {
      return { done: false, sentence: whyNot(error, 'Nothing was moved.') };
    }
    await this.look();
    return DONE;
  }

  /** Deletes a session for good: what a limit of size is for would stay on the disk in a trash. */
  async delete(id: string): Promise<void> {
    const path = await this.pathOf(id);
    if (path === null || existsSync(`${path}-wal`)) return;
    rmSync(path, { force: true });
    await this.look();
  }

  async restore(id: string): Promise<Outcome> {
    const place = this.#trashed.get(id);
    if (!place) return { done: false, sentence: 'It is not in the trash any more.' };
    try {
      takeBack(place.trashed, place.path);
    } catch (error) {
      return { done: false, sentence: whyNot(error, 'It is still in the trash.') };
    }
    this.#trashed.delete(id);
    await this.look();
    return DONE;
  }

  async reveal(id: string): Promise<Outcome> {
    const path = await this.pathOf(id);
    if (path === null) return GONE;
    if (!this.#files) return { done: false, sentence: NO_DIALOGS };
    this.#files.reveal(path);
    return DONE;
  }

  async addFolder(wanted: string | null): Promise<Outcome> {
    if (!this.#files) return { done: false, sentence: NO_DIALOGS };
    const path = wanted ?? (await this.#files.chooseFolder());
    if (path === null) return { done: false, sentence: null };
    if (!isAbsolute(path)) return { done: false, sentence: 'A path begins at the root of the disk.' };
    const outcome = await this.#settings.setFolders([...new Set([...this.#settings.folders, resolve(path)])]);
    this.#watch(resolve(path));
    await this.look();
    this.finishAll();
    return outcome;
  }

  async removeFolder(path: string): Promise<Outcome> {
    const outcome = await this.#settings.setFolders(this.#settings.folders.filter((folder) => folder !== path));
    await this.look();
    return outcome;
  }

  /** Looks into the folders, once for all who ask meanwhile. */
  look(): Promise<void> {
    if (this.#looking) {
      // What has just changed may have been looked at before.
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Closes a session that was recorded; the library shows how far it is. */
  async finish(path: string, progress: (share: number) => void = () => {}): Promise<void> {
    await this.#closer.close(path, progress);
    this.#shelf.forget(path);
    if (!this.#stopping.signal.aborted) await this.look();
  }

  /** Closes what is unfinished and nobody records into. */
  finishAll(): void {
    for (const { state, folder, file } of this.#shelf.entries.values()) {
      if (state === 'unfinished') void this.finish(join(folder, file));
    }
  }

  async #look(): Promise<void> {
    do {
      this.#again = false;
      this.#lookedAt = performance.now();
      await this.#shelf.look(this.#settings.folders, this.#settings.files, (read, total) => {
        if (this.#loading === null) return;
        this.#loading = { read, total };
        if (read % 50 === 0) this.#changed();
      });
      if (this.#loading !== null) this.#changed();
      this.#loading = null;
    } while (this.#again && !this.#stopping.signal.aborted);
    // A list with pictures is much to tell for nothing.
    const known = this.#known;
    this.#known = this.#shelf.mark;
    if (this.#known !== known) this.#changed();
  }

  /** Writes into a closed session. What cannot be read is never written to. */
  async #write(id: string, work: (file: DatabaseSync) => void): Promise<Outcome> {
    const path = await this.pathOf(id);
    if (path === null) return GONE;
    try {
      openForReading(path).close();
      const file = new DatabaseSync(path, { timeout: BUSY_MS });
      try {
        file.exec('PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE');
        work(file);
        file.exec('COMMIT');
      } finally {
        file.close();
      }
    } catch (error) {
      const sentence = error instanceof SessionFileError ? error.message : whyNot(error, 'Nothing was changed.');
      return { done: false, sentence };
    }
    this.#shelf.forget(path);
    // It is in the file; that the list shows it need not be waited for.
    void this.look();
    return DONE;
  }

  #watch(path: string): void {
    try {
      const watcher = watch(path, (_, name) => {
        if (name !== null && !name.endsWith(FILE_EXTENSION)) return;
        this.#timer ??= setTimeout(() => {
          this.#timer = null;
          void this.look();
        }, SETTLE_MS);
      });
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // It is looked into now and then all the same.
    }
  }

  /** Deletes what is of no use any more: what was in the trash for long, and halves of files. */
  #tidy(folder: string): void {
    try {
      emptyTrash(folder);
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        // Another program may be at work on a young one.
        const isHalf = [PARTIAL, '.rescue', '.rescue-wal'].some((end) => name.endsWith(`${FILE_EXTENSION}${end}`));
        if (!isHalf || Date.now() - statSync(path).mtimeMs < PARTIAL_MS) continue;
        rmSync(path, { force: true });
      }
    } catch {
      // A folder that may only be read.
    }
  }

  get #token(): string {
    return `${this.#epoch}:${this.#revision}`;
  }

  #changed(): void {
    this.#revision++;
    this.#waiting.wake();
  }
}

function orNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function whyNot(error: unknown, end: string): string {
  const message = error instanceof Error ? error.message : '';
  if (/readonly|EACCES|EPERM|EROFS/i.test(message)) return `This account may not write there. ${end}`;
  if (/locked|EBUSY/i.test(message)) return `Another program is using the file at the moment. ${end}`;
  return `The file could not be written. ${end}`;
}
