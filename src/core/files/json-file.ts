import { readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { followLinks, makePrivateFolder, removeLeftovers, replaceFile, setAside } from './private-file.ts';
import { codeOf, explainWriting, StorageError } from './storage-error.ts';

/** More than this nobody has written here. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What the top of each of our files looks like; whatever else is in it is kept. */
export type Document = Readonly<Record<string, unknown>>;

/** What a file was found to hold. `why` is the end of a sentence: "…, because it is no JSON". */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'document'; readonly document: Document; readonly text: string }
  /** Of a version that came after this program: to be read as far as it goes, never to be written. */
  | { readonly kind: 'newer'; readonly document: Document; readonly text: string }
  /** It will not become readable by itself. */
  | { readonly kind: 'broken'; readonly why: string }
  /** It may be readable at another time. */
  | { readonly kind: 'unreachable'; readonly why: string };

/** What may be done with a file while no other process writes it. */
export interface Turn {
  look(): Found;
  write(document: Document): Promise<void>;
  /** @returns the file's new path */
  setAside(): string;
}

/**
 * A JSON file of ours with a `schemaVersion`, which several processes may write: read as it stands, replaced as a whole
 * (`private-file.ts`), one writer at a time (`file-lock.ts`).
 */
export class JsonFile {
  readonly path: string;
  readonly #version: number;
  readonly #list: string;

  /**
   * @param version the `schemaVersion` that this program writes
   * @param list the key under which the file has its list; a file without one is another program's
   */
  constructor(path: string, version: number, list: string) {
    this.path = followLinks(path);
    this.#version = version;
    this.#list = list;
  }

  look(): Found {
    let text: string;
    try {
      const info = statSync(this.path);
      // Reading a pipe would wait for ever.
      if (!info.isFile()) return { kind: 'broken', why: 'it is not a plain file' };
      if (info.size > MOST_BYTES) return { kind: 'broken', why: 'it is far too large' };
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return { kind: 'absent' };
      // On Windows a scanner that has the file open at the moment looks the same.
      const isForbidden = (code === 'EACCES' || code === 'EPERM') && process.platform !== 'win32';
      if (isForbidden) return { kind: 'broken', why: 'this account may not read it' };
      return { kind: 'unreachable', why: `it could not be read (${code || 'unknown error'})` };
    }
    return this.#read(text);
  }

  /**
   * Takes a turn at the file.
   * @throws StorageError
   */
  async take<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    try {
      makePrivateFolder(dirname(this.path));
      return await withFileLock(`${this.path}.lock`, (stillHeld) => {
        removeLeftovers(dirname(this.path), `${basename(this.path, '.json')}.`);
        return work({
          look: () => this.look(),
          write: (document) => replaceFile(this.path, serialize(document), stillHeld),
          setAside: () => {
            stillHeld();
            return setAside(this.path, new Date());
          },
        });
      });
    } catch (error) {
      throw error instanceof StorageError || codeOf(error) === '' ? error : explainWriting(this.path, error);
    }
  }

  #read(text: string): Found {
    if (text.trim() === '') return { kind: 'broken', why: 'it is empty' };
    let value: unknown;
    try {
      // Editors of Windows put a byte order mark in front.
      value = JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
      return { kind: 'broken', why: 'it is incomplete or was changed by hand (no JSON)' };
    }
    const foreign: Found = { kind: 'broken', why: "it is another program's" };
    if (!isDocument(value)) return foreign;
    const version = value['schemaVersion'];
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return foreign;
    if (version > this.#version) return { kind: 'newer', document: value, text };
    return Array.isArray(value[this.#list]) ? { kind: 'document', document: value, text } : foreign;
  }
}

/** True for an object with keys, which is what most of JSON's values are not. */
export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As it is written: by a person's eye, and by a comparison of two versions. */
export function serialize(document: Document): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
