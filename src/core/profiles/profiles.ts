import { randomUUID } from 'node:crypto';
import { StorageError } from '#core/files/storage-error.ts';
import { Waiters } from '#core/waiters.ts';
import type { Outcome, ProfilesReading, SaveOutcome } from '#shared/contract.ts';
import {
  DEMO_PROFILE_ID,
  type Profile,
  type ProfileDraft,
  type ProfileEntry,
  SECRET_KINDS,
  type SecretKind,
  type VaultStatus,
} from '#shared/domain/profile.ts';
import { DEMO_PROFILE } from './built-in.ts';
import type { RemovedProfile } from './document.ts';
import { freeName } from './free-name.ts';
import type { ForgottenSecrets, Secrets } from './secrets.ts';
import type { ProfileStore } from './store.ts';
import { VaultError } from './vault.ts';

/** What a person gives for a profile's secrets: a string sets one, null forgets it. */
export type GivenSecrets = Readonly<Partial<Record<SecretKind, string | null>>>;

export interface ProfilesOptions {
  readonly store: ProfileStore;
  readonly secrets: Secrets;
  /** What was given on the command line, for this start only; null: nothing was. */
  readonly commandLine: Profile | null;
  /** The profile that a window begins with; null where a person has to choose. */
  readonly start: string | null;
}

/**
 * The profiles as the host and its viewers know them: the saved ones, the demo laboratory's, and what was given on the
 * command line. A viewer never gets a secret.
 */
export class Profiles {
  readonly start: string | null;
  readonly #store: ProfileStore;
  readonly #secrets: Secrets;
  readonly #commandLine: Profile | null;
  readonly #removed = new Map<string, { readonly profile: RemovedProfile; readonly secrets: ForgottenSecrets }>();
  readonly #waiting = new Waiters();
  readonly #epoch = randomUUID().slice(0, 8);
  readonly #unsubscribe: () => void;
  #revision = 1;
  #isOpen: (id: string) => boolean = () => false;

  constructor({ store, secrets, commandLine, start }: ProfilesOptions) {
    this.start = start;
    this.#store = store;
    this.#secrets = secrets;
    this.#commandLine = commandLine;
    this.#unsubscribe = store.onChange(() => this.changed());
  }

  /** Tells which profiles are being watched. */
  tellOpen(isOpen: (id: string) => boolean): void {
    this.#isOpen = isOpen;
  }

  /** A profile by its id. The demo laboratory's is there also where nobody has saved it. */
  get(id: string): Profile | null {
    if (id === this.#commandLine?.id) return this.#commandLine;
    return this.#store.get(id)?.profile ?? (id === DEMO_PROFILE_ID ? DEMO_PROFILE : null);
  }

  /** Something that viewers are told of was changed. */
  changed(): void {
    this.#revision++;
    this.#waiting.wake();
  }

  /** All of them, as viewers read them; waits for a change up to `waitMs`. */
  async read(after: string | null, waitMs: number, signal: AbortSignal | undefined): Promise<ProfilesReading> {
    if (after === this.#token()) await this.#waiting.wait(undefined, waitMs, signal);
    const revision = this.#token();
    const vault: VaultStatus = await this.#secrets.status();
    const entries = await Promise.all(this.#listed().map((listed) => this.#entry(listed)));
    const { problem, lastGood } = this.#store;
    return { revision, entries, vault, start: this.start, problem, canRestore: lastGood !== null };
  }

  /** Saves a profile and what was given of its secrets; a draft without an id becomes a new one. */
  async save(draft: ProfileDraft, given: GivenSecrets, keep: 'session' | 'stored'): Promise<SaveOutcome> {
    const id = draft.id ?? randomUUID();
    if (draft.id !== null && (this.get(draft.id) === null || draft.id === this.#commandLine?.id)) {
      return { ...refused('That profile was deleted meanwhile, so it was not saved.'), id: null };
    }
    return await this.#attempt(async () => {
      await this.#store.save({ ...draft, id });
      for (const kind of SECRET_KINDS) {
        const secret = given[kind];
        if (secret === null) await this.#secrets.forgetOne(id, kind);
        else if (secret !== undefined) await this.#secrets.keep(id, kind, secret, keep);
      }
      return { ...DONE, id };
    }, id);
  }

  /** Gives one secret of a profile. */
  async supply(id: string, kind: SecretKind, secret: string, keep: 'session' | 'stored'): Promise<Outcome> {
    if (this.get(id) === null) return refused('That profile was deleted meanwhile.');
    return await this.#attempt(async () => {
      // What was not saved cannot be asked for at the next start.
      const lasts = id === this.#commandLine?.id ? 'session' : keep;
      await this.#secrets.keep(id, kind, secret, lasts);
      return { ...DONE, id };
    }, id);
  }

  /** Saves a copy under a free name, its secrets included; of what the command line gave, a profile. */
  async duplicate(id: string): Promise<SaveOutcome> {
    const profile = this.get(id);
    if (!profile || profile.connection.kind === 'demo') {
      return { ...refused('There is one demo laboratory on a machine, so its profile is not copied.'), id: null };
    }
    const copy = { ...profile, id: randomUUID(), favourite: false, name: freeName(profile.name, this.#names()) };
    return await this.#attempt(async () => {
      await this.#store.save(copy);
      // What came by the command line was never stored; as a profile it is, where the system protects it.
      const isProtected = (await this.#secrets.status()).kind === 'keychain';
      const how = id === this.#commandLine?.id && isProtected ? 'stored' : undefined;
      const missing = await this.#secrets.copy(id, copy.id, how);
      return { done: true, sentence: missing.length > 0 ? ENTER_AGAIN : null, id: copy.id };
    }, copy.id);
  }

  /** Removes a profile and its secrets; {@link restore} brings both back for as long as the host runs. */
  async remove(id: string): Promise<Outcome> {
    return await this.#attempt(async () => {
      const removed = await this.#store.remove(id);
      if (!removed) return { ...refused('That profile is not there any more.'), id: null };
      this.#removed.set(id, { profile: removed, secrets: await this.#secrets.forget(id) });
      return { ...DONE, id };
    }, id);
  }

  async restore(id: string): Promise<Outcome> {
    const removed = this.#removed.get(id);
    if (!removed) return refused('It can no longer be brought back: the program was started again meanwhile.');
    return await this.#attempt(async () => {
      await this.#store.restore(removed.profile);
      this.#removed.delete(id);
      const missing = await removed.secrets.undo();
      return { done: true, sentence: missing.length > 0 ? ENTER_AGAIN : null, id };
    }, id);
  }

  /** @param take the last good copy of the file, or go on without it */
  async settleFile(take: boolean): Promise<Outcome> {
    return await this.#attempt(async () => {
      await (take ? this.#store.restoreLastGood() : this.#store.dismissProblem());
      return { ...DONE, id: '' };
    }, '');
  }

  /** Notes that a profile was opened now. Where that cannot be saved, nobody is bothered with it. */
  async noteUse(id: string): Promise<void> {
    if (id === this.#commandLine?.id) return;
    await this.#store.noteUse(id, new Date()).catch(() => {});
  }

  /** Every profile that there is. */
  all(): readonly Profile[] {
    return this.#listed().map(({ profile }) => profile);
  }

  /**
   * Adds profiles as they are.
   * @throws StorageError
   */
  async add(profiles: readonly Profile[]): Promise<void> {
    for (const profile of profiles) await this.#store.save(profile);
    this.changed();
  }

  /** Adds a profile under a free name, with its secrets: stored where the system protects them. */
  async addNew(profile: Omit<Profile, 'id'>, secrets: GivenSecrets): Promise<Outcome & { readonly name: string }> {
    const name = freeName(profile.name, this.#names());
    const vault = await this.#secrets.status();
    const id = randomUUID();
    const outcome = await this.#attempt(async () => {
      await this.#store.save({ ...profile, id, name });
      for (const kind of SECRET_KINDS) {
        const secret = secrets[kind];
        if (secret) await this.#secrets.keep(id, kind, secret, vault.kind === 'keychain' ? 'stored' : 'session');
      }
      return { ...DONE, id };
    }, id);
    return { ...outcome, name };
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    for (const { secrets } of this.#removed.values()) secrets.end();
    this.#waiting.wake();
    await this.#store.close();
  }

  #listed(): readonly { readonly profile: Profile; readonly saved: boolean; readonly lastUsedAt: Date | null }[] {
    const saved = this.#store.list().map((stored) => ({ ...stored, saved: true }));
    const isDemoSaved = saved.some(({ profile }) => profile.id === DEMO_PROFILE_ID);
    const unsaved = [
      ...(this.#commandLine ? [this.#commandLine] : []),
      // Where the window begins with it, or shows it, it has to be in the list.
      ...(!isDemoSaved && (this.start === DEMO_PROFILE_ID || this.#isOpen(DEMO_PROFILE_ID)) ? [DEMO_PROFILE] : []),
    ];
    return [...unsaved.map((profile) => ({ profile, saved: false, lastUsedAt: null })), ...saved];
  }

  async #entry(listed: {
    readonly profile: Profile;
    readonly saved: boolean;
    readonly lastUsedAt: Date | null;
  }): Promise<ProfileEntry> {
    const { profile, saved, lastUsedAt } = listed;
    return {
      profile,
      saved,
      lastUsedAt: lastUsedAt?.getTime() ?? null,
      secrets: await this.#secrets.keeping(profile.id),
      open: this.#isOpen(profile.id),
    };
  }

  #names(): Set<string> {
    return new Set(this.#listed().map(({ profile }) => profile.name));
  }

  async #attempt(work: () => Promise<SaveOutcome>, id: string): Promise<SaveOutcome> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError || error instanceof VaultError)) throw error;
      return { done: false, sentence: error.message, id };
    } finally {
      this.changed();
    }
  }

  #token(): string {
    return `${this.#epoch}:${this.#revision}`;
  }
}

const ENTER_AGAIN = 'Its passwords could not be read, and have to be entered again.';
const DONE: Outcome = { done: true, sentence: null };

function refused(sentence: string): Outcome {
  return { done: false, sentence };
}
