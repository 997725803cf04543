import { mkdirSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionFolder } from '#shared/domain/session.ts';
import { type FileEntry, hashOf, readEntry } from './entry.ts';
import { FILE_EXTENSION } from './format.ts';

interface Known {
  readonly mark: string;
  readonly entry: FileEntry;
}

/** The session files in some folders, and what each of them is. A file is read again when it has changed. */
export class Shelf {
  readonly #own: string;
  readonly #known = new Map<string, Known>();
  #paths = new Map<string, string>();
  #folders: SessionFolder[] = [];

  /** @param own the folder that recordings go to; it is made when there is none */
  constructor(own: string) {
    this.#own = own;
    this.#folders = [{ path: own, isOwn: true, problem: null }];
  }

  get folders(): readonly SessionFolder[] {
    return this.#folders;
  }

  /** The entries by the ids that they are opened by. */
  get entries(): ReadonlyMap<string, FileEntry> {
    return new Map(
      [...this.#paths].flatMap(([id, path]) => {
        const entry = this.#known.get(path)?.entry;
        return entry ? [[id, { ...entry, id }] as const] : [];
      }),
    );
  }

  /** Another one when anything of the list is another one. */
  get mark(): string {
    const files = [...this.#paths].map(
      ([id, path]) => `${id} ${path} ${this.#known.get(path)?.mark} ${this.#known.get(path)?.entry.state}`,
    );
    return [...files, ...this.#folders.map(({ path, problem }) => `${path} ${problem}`)].join('\n');
  }

  pathOf(id: string): string | null {
    return this.#paths.get(id) ?? null;
  }

  /** A file is to be read again, changed or not. */
  forget(path: string): void {
    this.#known.delete(path);
  }

  /**
   * Looks into the folders.
   * @param files others, outside of the folders
   * @param progress is given how many have been looked at, and of how many
   */
  async look(
    folders: readonly string[],
    files: readonly string[],
    progress: (read: number, total: number) => void,
  ): Promise<void> {
    const looked = await Promise.all([this.#own, ...folders].map((path) => this.#list(path)));
    this.#folders = looked.map(({ folder }) => folder);
    const paths = [...new Set([...looked.flatMap(({ paths }) => paths), ...files])];
    const entries: [id: string, path: string][] = [];
    for (const [n, path] of paths.entries()) {
      const info = await stat(path).catch(() => null);
      if (!info?.isFile()) continue;
      const { id } = this.#entryOf(path, info);
      entries.push([id, path]);
      progress(n + 1, paths.length);
      // A file is a millisecond or two, and others wait.
      await new Promise(setImmediate);
    }
    const found = new Map<string, string>();
    // A copy of a session has its id too: the name stays with the one that had it.
    const hadIt = ([id, path]: [string, string]) => this.#paths.get(id) === path;
    for (const [id, path] of [...entries.filter(hadIt), ...entries.filter((entry) => !hadIt(entry))]) {
      found.set(found.has(id) ? `${id}~${hashOf(path).slice(0, 8)}` : id, path);
    }
    this.#paths = found;
    const there = new Set(found.values());
    for (const path of this.#known.keys()) if (!there.has(path)) this.#known.delete(path);
  }

  #entryOf(path: string, { size, mtimeMs }: Stats): FileEntry {
    const mark = `${size} ${mtimeMs}`;
    const known = this.#known.get(path);
    // One that is being written is asked again each time: it may be done.
    if (known?.mark === mark && known.entry.state !== 'recording') return known.entry;
    const entry = readEntry(path);
    this.#known.set(path, { mark, entry });
    return entry;
  }

  async #list(path: string): Promise<{ folder: SessionFolder; paths: string[] }> {
    const isOwn = path === this.#own;
    try {
      if (isOwn) mkdirSync(path, { recursive: true, mode: 0o700 });
      const names = await readdir(path);
      const paths = names.filter((name) => name.endsWith(FILE_EXTENSION)).map((name) => join(path, name));
      return { folder: { path, isOwn, problem: null }, paths };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const problem =
        code === 'ENOENT'
          ? 'This folder is not there now.'
          : code === 'EACCES' || code === 'EPERM'
            ? 'This account may not look into this folder.'
            : 'This folder cannot be read now.';
      return { folder: { path, isOwn, problem }, paths: [] };
    }
  }
}
