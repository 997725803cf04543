import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { StorageError } from '#core/files/storage-error.ts';
import { Waiters } from '#core/waiters.ts';
import type { Outcome, ProfilesReading, SaveOutcome } from '#shared/contract.ts';
import { isFor } from '#shared/domain/kept-secret.ts';
import {
  DEMO_PROFILE_ID,
  type Profile,
  type ProfileDraft,
  type ProfileEntry,
  SECRET_KINDS,
  type SecretKind,
  type ServerConnection,
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
  /** Its secrets, and what of it a profile has no place for; null: nothing was given. */
  readonly given: (() => { readonly secrets: GivenSecrets; readonly losses: readonly string[] }) | null;
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
  readonly #given: ProfilesOptions['given'];
  readonly #removed = new Map<string, { readonly profile: RemovedProfile; readonly secrets: ForgottenSecrets }>();
  readonly #waiting = new Waiters();
  readonly #epoch = randomUUID().slice(0, 8);
  readonly #unsubscribe: () => void;
  #revision = 1;
  #isOpen: (id: string) => boolean = () => false;
  /** Changes of our own that are under way. */
  #attempts = 0;
  #onForeignChange: () => void = () => {};

  constructor({ store, secrets, commandLine, given, start }: ProfilesOptions) {
    this.#given = given;
    this.start = start;
    this.#store = store;
    this.#secrets = secrets;
    this.#commandLine = commandLine;
    this.#unsubscribe = store.onChange(() => {
      this.changed();
      if (this.#attempts === 0) this.#onForeignChange();
    });
  }

  /**
   * @param isOpen tells which profiles are being watched
   * @param onForeignChange called when another process has changed something
   */
  connect(isOpen: (id: string) => boolean, onForeignChange: () => void): void {
    this.#isOpen = isOpen;
    this.#onForeignChange = onForeignChange;
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
    const [vault, keepingOf] = await Promise.all([this.#secrets.status(), this.#secrets.keepingOfAll()]);
    const entries = this.#listed().map(
      ({ profile, saved, lastUsedAt }): ProfileEntry => ({
        profile,
        saved,
        lastUsedAt: lastUsedAt?.getTime() ?? null,
        secrets: keepingOf(profile.id),
        open: this.#isOpen(profile.id),
      }),
    );
    const problems = [this.#store.problem, this.#secrets.problem].filter((problem) => problem !== null);
    return {
      revision,
      entries,
      vault,
      start: this.start,
      problem: problems.join(' ') || null,
      canRestore: this.#store.lastGood !== null,
    };
  }

  /**
   * Saves a profile and what was given of its secrets; a draft without an id becomes a new one.
   * @param edited what the draft was made of: where that is not what is saved any more, nothing is
   */
  async save(
    draft: ProfileDraft,
    given: GivenSecrets,
    keep: 'session' | 'stored',
    edited: Profile | null,
  ): Promise<SaveOutcome> {
    const id = draft.id ?? randomUUID();
    const before = draft.id === null ? null : this.get(draft.id);
    if (draft.id !== null && (before === null || draft.id === this.#commandLine?.id)) {
      return { ...refused('That profile was deleted meanwhile, so it was not saved.'), id: null };
    }
    if (edited !== null && !isDeepStrictEqual(edited, before)) {
      return { ...refused(CHANGED_MEANWHILE), id: null };
    }
    return await this.#attempt(async () => {
      await this.#store.save({ ...draft, id });
      const sentences: string[] = [];
      if (draft.connection.kind === 'server') {
        const forgotten = await this.#forgetOthers(id, before, draft.connection, given);
        if (forgotten) sentences.push(LEADS_ELSEWHERE);
        sentences.push(...(await this.#keepAll(id, draft.connection, given, keep)));
      }
      return { done: true, sentence: sentences.join(' ') || null, id };
    }, id);
  }

  async setFavourite(id: string, favourite: boolean): Promise<Outcome> {
    const stored = this.#store.get(id)?.profile ?? (id === DEMO_PROFILE_ID ? DEMO_PROFILE : null);
    if (!stored) return refused('That profile was deleted meanwhile.');
    return await this.#attempt(async () => {
      await this.#store.save({ ...stored, favourite });
      return { ...DONE, id };
    }, id);
  }

  /** Gives one secret of a profile. */
  async supply(id: string, kind: SecretKind, secret: string, keep: 'session' | 'stored'): Promise<Outcome> {
    const connection = this.get(id)?.connection;
    if (connection?.kind !== 'server') return refused('That profile was deleted meanwhile.');
    return await this.#attempt(async () => {
      // What was not saved cannot be asked for at the next start.
      const lasts = id === this.#commandLine?.id ? 'session' : keep;
      await this.#secrets.keep(id, kind, secret, lasts, connection);
      return { ...DONE, id };
    }, id);
  }

  /** Saves a copy under a free name, its secrets included; of what the command line gave, a profile. */
  async duplicate(id: string): Promise<SaveOutcome> {
    const profile = this.get(id);
    if (!profile) return { ...refused('That profile was deleted meanwhile.'), id: null };
    const { connection } = profile;
    if (connection.kind === 'demo') {
      return { ...refused('There is one demo laboratory on a machine, so its profile is not copied.'), id: null };
    }
    const copy = { ...profile, id: randomUUID(), favourite: false, name: freeName(profile.name, this.#names()) };
    return await this.#attempt(async () => {
      await this.#store.save(copy);
      const sentences: string[] = [];
      if (id === this.#commandLine?.id && this.#given) {
        const { secrets, losses } = this.#given();
        const isProtected = (await this.#secrets.status()).kind === 'keychain';
        sentences.push(
          ...losses,
          ...(await this.#keepAll(copy.id, connection, secrets, isProtected ? 'stored' : 'session')),
        );
      }
      // Those that a person gave when they were asked for are newer.
      if ((await this.#secrets.copy(id, copy.id)).length > 0) sentences.push(ENTER_AGAIN);
      return { done: true, sentence: sentences.join(' ') || null, id: copy.id };
    }, copy.id);
  }

  /** Removes a profile and its secrets; {@link restore} brings both back for as long as the host runs. */
  async remove(id: string): Promise<Outcome> {
    return await this.#attempt(async () => {
      const secrets = await this.#secrets.forget(id);
      const removed = await this.#store.remove(id).catch(async (error: unknown) => {
        await secrets.undo();
        throw error;
      });
      if (!removed) return { ...refused('That profile is not there any more.'), id: null };
      this.#removed.set(id, { profile: removed, secrets });
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
    this.#attempts++;
    await this.#store
      .noteUse(id, new Date())
      .catch((error: unknown) => {
        if (!(error instanceof StorageError)) throw error;
      })
      .finally(() => this.#attempts--);
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
    await this.#store.saveAll(profiles);
    this.changed();
  }

  /** Adds a profile under a free name, with its secrets: stored where the system protects them. */
  async addNew(
    profile: Omit<Profile, 'id' | 'connection'> & { readonly connection: ServerConnection },
    secrets: GivenSecrets,
  ): Promise<Outcome & { readonly name: string }> {
    const name = freeName(profile.name, this.#names());
    const vault = await this.#secrets.status();
    const id = randomUUID();
    const outcome = await this.#attempt(async () => {
      await this.#store.save({ ...profile, id, name });
      const how = vault.kind === 'keychain' ? 'stored' : 'session';
      const sentences = await this.#keepAll(id, profile.connection, secrets, how);
      return { done: true, sentence: sentences.join(' ') || null, id };
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
    const unsaved = (profile: Profile) => ({ profile, saved: false, lastUsedAt: null });
    return [
      ...(this.#commandLine ? [unsaved(this.#commandLine)] : []),
      ...saved,
      ...(isDemoSaved ? [] : [unsaved(DEMO_PROFILE)]),
    ];
  }

  /**
   * Keeps what was given. The profile is saved by then: what cannot be kept is said, and asked for when it is needed.
   * @returns why something was not kept, as sentences
   */
  async #keepAll(
    id: string,
    connection: ServerConnection,
    given: GivenSecrets,
    how: 'session' | 'stored',
  ): Promise<string[]> {
    const sentences = new Set<string>();
    for (const kind of SECRET_KINDS) {
      const secret = given[kind];
      if (secret === undefined) continue;
      try {
        if (secret === null) await this.#secrets.forgetOne(id, kind);
        else await this.#secrets.keep(id, kind, secret, how, connection);
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        sentences.add(error.message);
      }
    }
    return [...sentences];
  }

  /** Forgets what was given for another connection than this one. Answers whether there was anything. */
  async #forgetOthers(
    id: string,
    before: Profile | null,
    now: ServerConnection,
    given: GivenSecrets,
  ): Promise<boolean> {
    if (before?.connection.kind !== 'server') return false;
    const { connection } = before;
    const keeping = await this.#secrets.keeping(id);
    const others = SECRET_KINDS.filter(
      (kind) => given[kind] === undefined && keeping[kind] !== 'none' && !isFor(kind, connection, now),
    );
    for (const kind of others) await this.#secrets.forgetOne(id, kind).catch(() => {});
    return others.length > 0;
  }

  #names(): Set<string> {
    return new Set(this.#listed().map(({ profile }) => profile.name));
  }

  async #attempt(work: () => Promise<SaveOutcome>, id: string): Promise<SaveOutcome> {
    this.#attempts++;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError || error instanceof VaultError)) throw error;
      return { done: false, sentence: error.message, id };
    } finally {
      this.#attempts--;
      this.changed();
    }
  }

  #token(): string {
    return `${this.#epoch}:${this.#revision}`;
  }
}

const CHANGED_MEANWHILE =
  'The profile was changed in another window meanwhile, so it was not saved. Open it again to see what is there now.';
const LEADS_ELSEWHERE =
  'Passwords that were kept for another server, way or user were forgotten. They are asked for when they are needed.';
const ENTER_AGAIN = 'Its passwords could not be read, and have to be entered again.';
const DONE: Outcome = { done: true, sentence: null };

function refused(sentence: string): Outcome {
  return { done: false, sentence };
}
