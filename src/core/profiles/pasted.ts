import { randomUUID } from 'node:crypto';
import type { GivenSecrets } from './profiles.ts';

/** Long enough to fill in the rest of a form. */
const KEPT_MS = 30 * 60_000;
/** Of somebody who pastes again and again, the newest. */
const MOST = 20;

/**
 * Secrets that came with a pasted text. They stay in the host: a viewer gets a name for them, and gives that back when it
 * saves the profile.
 */
export class PastedSecrets {
  readonly #kept = new Map<string, { readonly secrets: GivenSecrets; readonly timer: NodeJS.Timeout }>();

  /** Keeps secrets for a while; answers their name, or null where there are none. */
  keep(secrets: GivenSecrets): string | null {
    if (Object.keys(secrets).length === 0) return null;
    const name = randomUUID();
    const timer = setTimeout(() => this.#kept.delete(name), KEPT_MS).unref();
    this.#kept.set(name, { secrets, timer });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.forget(oldest);
    return name;
  }

  /** The secrets of a name; null where it is not known any more. */
  find(name: string): GivenSecrets | null {
    return this.#kept.get(name)?.secrets ?? null;
  }

  forget(name: string): void {
    clearTimeout(this.#kept.get(name)?.timer);
    this.#kept.delete(name);
  }
}
