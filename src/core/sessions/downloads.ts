import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Somebody who has not fetched a file by then has forgotten it. */
const LIFETIME_MS = 60 * 60 * 1_000;

/** A file, or a folder, that a browser may fetch. */
export interface Download {
  readonly path: string;
  readonly form: 'file' | 'folder';
  /** As the browser is to call it. */
  readonly name: string;
}

/**
 * What was made for browsers to fetch: in a folder that only this account may enter, each under a name that nobody can
 * guess, until it was fetched, was forgotten, or the host ends.
 */
export class Downloads {
  readonly #offered = new Map<string, { readonly download: Download; readonly timer: NodeJS.Timeout }>();
  readonly #lifetimeMs: number;
  #folder: Promise<string> | null = null;

  constructor(lifetimeMs: number = LIFETIME_MS) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** A path for something to offer later. */
  async newPath(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'oriole-exports-'));
    return join(await this.#folder, randomBytes(12).toString('hex'));
  }

  /** Lets browsers fetch what was made. Returns the address on this host. */
  offer(download: Download): string {
    const token = randomBytes(24).toString('base64url');
    const timer = setTimeout(() => void this.remove(token), this.#lifetimeMs);
    timer.unref();
    this.#offered.set(token, { download, timer });
    return `/exports/${token}/${encodeURIComponent(download.name)}`;
  }

  /** What is offered under a token; null where nothing is, or no more. */
  async find(token: string): Promise<Download | null> {
    const { download } = this.#offered.get(token) ?? {};
    return download && (await stat(download.path).catch(() => null)) ? download : null;
  }

  /** Deletes what was offered. */
  async remove(token: string): Promise<void> {
    const offered = this.#offered.get(token);
    if (!offered) return;
    this.#offered.delete(token);
    clearTimeout(offered.timer);
    await rm(offered.download.path, { recursive: true, force: true });
  }

  /** Deletes everything. */
  async stop(): Promise<void> {
    for (const { timer } of this.#offered.values()) clearTimeout(timer);
    this.#offered.clear();
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }
}
