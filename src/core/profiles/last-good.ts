import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, JsonFile, serialize } from '#core/files/json-file.ts';
import { replaceFile } from '#core/files/private-file.ts';
import { StorageError } from '#core/files/storage-error.ts';
import { countEntries, LIST, readContents, SCHEMA_VERSION } from './document.ts';

const FILE = 'profiles.last-good.json';

/** A copy of the profiles that could be used when it was made. */
export interface LastGoodCopy {
  readonly profiles: number;
  readonly savedAt: Date;
}

/** The copy beside `profiles.json` that is taken when that file could be used, so that it never becomes a bad one. */
export class LastGood {
  readonly #file: JsonFile;

  constructor(folder: string) {
    this.#file = new JsonFile(join(folder, FILE), SCHEMA_VERSION, LIST);
  }

  /** null where there is none, or none with profiles. */
  describe(): LastGoodCopy | null {
    const found = this.#file.look();
    if (found.kind !== 'document') return null;
    const profiles = countEntries(found.document);
    return profiles === 0 ? null : { profiles, savedAt: statSync(this.#file.path).mtime };
  }

  /** @throws StorageError where there is none */
  read(): Document {
    const found = this.#file.look();
    if (found.kind === 'document') return found.document;
    throw new StorageError(`There is no last good copy of the profiles (${this.#file.path}), so nothing was restored.`);
  }

  /** Copies what is good through and through. While an older copy is on offer, that one is the good one. */
  async keep(document: Document): Promise<void> {
    const { succeeds, problems } = readContents(document);
    if (succeeds !== null || problems.length > 0) return;
    const text = serialize(document);
    const found = this.#file.look();
    if (found.kind === 'document' && found.text === text) return;
    // Without it the former copy stays, which is good as well, and what was asked for is saved all the same.
    await replaceFile(this.#file.path, text).catch(() => {});
  }
}
