import { basename, join } from 'node:path';
import { type Document, type Found, JsonFile, serialize, type Turn } from '#core/files/json-file.ts';
import { StorageError } from '#core/files/storage-error.ts';
import { watchFileForChanges } from '#core/files/watch-file.ts';
import { type Profile, profileSchema } from '#shared/domain/profile.ts';
import type { Contents, LostFile, RemovedProfile, StoredProfile } from './document.ts';
import * as documents from './document.ts';
import { LastGood, type LastGoodCopy } from './last-good.ts';
import * as sentences from './store-sentences.ts';

const FILE = 'profiles.json';

/**
 * The saved profiles: `profiles.json` in a folder of the host's. Several processes may have it open; each sees what the
 * others save. Nothing that was ever saved is thrown away: a file that cannot be used is set aside, its last good copy is
 * offered, and a profile that cannot be used stays in the file.
 */
export class ProfileStore {
  readonly #file: JsonFile;
  readonly #lastGood: LastGood;
  readonly #listeners = new Set<() => void>();
  #document: Document = documents.emptyDocument();
  #contents: Contents = documents.readContents(this.#document);
  /** What is wrong with the file at the moment. */
  #notice: string | null = null;
  /** What became of it, until a person has seen it. */
  #news: string | null = null;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #stopWatching = () => {};

  private constructor(folder: string) {
    this.#file = new JsonFile(join(folder, FILE), documents.SCHEMA_VERSION, documents.LIST);
    this.#lastGood = new LastGood(folder);
  }

  /**
   * Opens the profiles of a folder, which is created (0700) where it is not there. Never fails: what is wrong is said by
   * `problem`.
   */
  static async open(folder: string): Promise<ProfileStore> {
    const store = new ProfileStore(folder);
    try {
      await store.#file.take(async (turn) => store.#adopt(await store.#settle(turn)));
    } catch (error) {
      // Nothing may be written there, which is no reason not to read.
      store.#reload();
      if (error instanceof StorageError) store.#notice ??= sentences.cannotSave(error);
      else throw error;
    }
    store.#stopWatching = watchFileForChanges(store.#file.path, () => store.#reload());
    return store;
  }

  /** All that can be used, in the order of the file. */
  list(): readonly StoredProfile[] {
    return this.#contents.profiles;
  }

  /** null where there is none. */
  get(id: string): StoredProfile | null {
    return this.#contents.profiles.find(({ profile }) => profile.id === id) ?? null;
  }

  /** The id of the profile that was used last, which may be the demo's; null before the first. */
  lastUsed(): string | null {
    return this.#contents.lastProfileId;
  }

  /** What was found that a person should know, in sentences; null where all is well. */
  get problem(): string | null {
    const { succeeds, problems } = this.#contents;
    const said = [
      this.#notice,
      this.#news,
      succeeds && sentences.lost(this.#file.path, succeeds, this.lastGood),
      ...problems,
    ];
    return said.filter((one) => one !== null).join(' ') || null;
  }

  /** What `restoreLastGood` would bring back; null where nothing is on offer. */
  get lastGood(): LastGoodCopy | null {
    return this.#contents.succeeds && this.#lastGood.describe();
  }

  /**
   * Saves a profile: in the place of the one with its id, or as a new one.
   * @throws StorageError
   */
  async save(profile: Profile): Promise<void> {
    await this.saveAll([profile]);
  }

  /**
   * Saves several profiles at once.
   * @throws StorageError after which none is saved
   */
  async saveAll(profiles: readonly Profile[]): Promise<void> {
    const valid = profiles.map((profile) => profileSchema.parse(profile));
    await this.#change((document) => documents.withProfiles(document, valid));
  }

  /**
   * Removes a profile.
   * @returns what `restore` takes; null where there was none
   * @throws StorageError
   */
  async remove(id: string): Promise<RemovedProfile | null> {
    let removed: RemovedProfile | null = null;
    await this.#change((document) => {
      const without = documents.withoutProfile(document, id);
      removed = without?.removed ?? null;
      return without?.rest ?? document;
    });
    return removed;
  }

  /**
   * Puts a removed profile back in its place.
   * @throws StorageError
   */
  async restore(removed: RemovedProfile): Promise<void> {
    await this.#change((document) => documents.withRestored(document, removed));
  }

  /**
   * Notes that a profile was connected to.
   * @throws StorageError
   */
  async noteUse(id: string, at: Date): Promise<void> {
    await this.#change((document) => documents.withUse(document, id, at));
  }

  /**
   * Takes over what the last good copy has and the file has not; what was saved since stays.
   * @throws StorageError also where there is no such copy
   */
  async restoreLastGood(): Promise<void> {
    await this.#change((document) => documents.withoutMark(documents.withAllOf(document, this.#lastGood.read())));
  }

  /**
   * Goes on without the last good copy, which the next change replaces. The file that was set aside stays.
   * @throws StorageError
   */
  async dismissProblem(): Promise<void> {
    this.#news = null;
    await this.#change(documents.withoutMark);
    this.#tell();
  }

  /**
   * Tells of every change, by whichever process, and of every new problem.
   * @returns what ends it
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends, after what is being saved. */
  async close(): Promise<void> {
    this.#stopWatching();
    this.#listeners.clear();
    await this.#lastTurn;
  }

  /** One after the other: what was asked for later is what stays. */
  #change(apply: (document: Document) => Document): Promise<void> {
    const turn = this.#lastTurn.then(() =>
      this.#file.take(async (turn) => {
        const before = await this.#settle(turn);
        const after = apply(before);
        if (after !== before) {
          await turn.write(after);
          await this.#lastGood.keep(after);
        }
        this.#adopt(after);
      }),
    );
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  /** What the file says, once it says something that can be gone on with. */
  async #settle(turn: Turn): Promise<Document> {
    const found = turn.look();
    switch (found.kind) {
      case 'document':
        this.#say(null);
        await this.#lastGood.keep(found.document);
        return found.document;
      case 'newer':
      case 'unreachable':
        this.#reload();
        throw new StorageError(this.#notice ?? sentences.unusable(this.#file.path, 'it changed meanwhile'));
      default:
        return this.#succeed(turn, found);
    }
  }

  /** Begins again where there is no file that can be used, with what this process knows of it. */
  async #succeed(turn: Turn, found: Extract<Found, { kind: 'absent' | 'broken' }>): Promise<Document> {
    const lost: LostFile =
      found.kind === 'absent'
        ? { why: 'it is not there', setAsideAs: null }
        : { why: found.why, setAsideAs: basename(turn.setAside()) };
    if (documents.countEntries(this.#document) > 0) {
      this.#news = sentences.writtenAnew(this.#file.path, lost);
      await turn.write(this.#document);
      return this.#document;
    }
    if (this.#lastGood.describe() !== null) {
      const successor = documents.asSuccessor(this.#document, lost);
      await turn.write(successor);
      return successor;
    }
    if (found.kind === 'broken') this.#news = sentences.lost(this.#file.path, lost, null);
    return this.#document;
  }

  #adopt(document: Document): void {
    const isNew = serialize(document) !== serialize(this.#document);
    this.#document = document;
    this.#contents = documents.readContents(document);
    if (isNew) this.#tell();
  }

  /** Looks at what another process may have made of the file; writes nothing. */
  #reload(): void {
    const found = this.#file.look();
    switch (found.kind) {
      case 'document':
      case 'newer':
        this.#adopt(found.document);
        this.#say(found.kind === 'newer' ? sentences.newer(this.#file.path) : null);
        break;
      case 'broken':
      case 'unreachable':
        // It may be half of what an editor is writing: the next look, or the next change, decides.
        this.#say(sentences.unusable(this.#file.path, found.why));
        break;
      case 'absent':
    }
  }

  #say(notice: string | null): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
