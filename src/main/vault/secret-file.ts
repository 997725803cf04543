import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Document, type Found, JsonFile, type Turn } from '#core/files/json-file.ts';
import { StorageError } from '#core/files/storage-error.ts';
import type { SecretName } from '#core/profiles/vault.ts';
import { SECRET_KINDS } from '#shared/domain/profile.ts';

const FILE = 'secrets.json';
const SCHEMA_VERSION = 1;
const LIST = 'secrets';

const entry = z.object({
  profileId: z.string(),
  kind: z.enum(SECRET_KINDS),
  /** What protected it when it was written; says why it cannot be read where that has changed. */
  backend: z.string(),
  /** Base64. */
  ciphertext: z.string().min(1),
});
/** One encrypted secret. */
export type EncryptedSecret = z.infer<typeof entry>;

/**
 * `secrets.json`: the encrypted secrets, in a file of their own so that the profiles can be looked at, copied and put
 * under version control. There is no second copy of it: what is forgotten is to be gone.
 */
export class SecretFile {
  readonly #file: JsonFile;
  /** A sentence about what was found, until the program ends. */
  problem: string | null = null;

  /** @param folder the user's data folder */
  constructor(folder: string) {
    this.#file = new JsonFile(join(folder, FILE), SCHEMA_VERSION, LIST);
  }

  /**
   * All that can be understood.
   * @throws StorageError when the file is there and cannot be read at the moment
   */
  async list(): Promise<readonly EncryptedSecret[]> {
    const found = this.#file.look();
    if (found.kind === 'absent') return [];
    if (found.kind === 'document' || found.kind === 'newer') return understood(found.document);
    return understood(await this.#file.take(async (turn) => this.#settle(turn)));
  }

  /**
   * Puts a secret in the place of the one of its name.
   * @throws StorageError
   */
  async put(secret: EncryptedSecret): Promise<void> {
    await this.#change((entries) => [...entries.filter((one) => !isNamed(one, secret)), secret]);
  }

  /**
   * Puts a secret in the place of one that was read, unless that has been replaced or forgotten meanwhile.
   * @throws StorageError
   */
  async exchange(former: EncryptedSecret, secret: EncryptedSecret): Promise<void> {
    await this.#change((entries) =>
      entries.map((one) => (isNamed(one, former) && read(one)?.ciphertext === former.ciphertext ? secret : one)),
    );
  }

  /**
   * Removes a secret.
   * @throws StorageError
   */
  async remove(name: SecretName): Promise<void> {
    // Most profiles have none; for those nothing is written, and nothing need be writable.
    if ((await this.list()).some((one) => isNamed(one, name))) {
      await this.#change((entries) => entries.filter((one) => !isNamed(one, name)));
    }
  }

  #change(apply: (entries: readonly unknown[]) => readonly unknown[]): Promise<void> {
    return this.#file.take(async (turn) => {
      const document = this.#settle(turn);
      await turn.write({ ...document, [LIST]: apply(entriesOf(document)) });
    });
  }

  #settle(turn: Turn): Document {
    const found: Found = turn.look();
    switch (found.kind) {
      case 'document':
        return found.document;
      case 'newer':
        throw new StorageError(
          `${this.#file.path} was written by a newer Oriole Monitor, so nothing was saved. Update this program.`,
        );
      case 'unreachable':
        throw new StorageError(`The stored passwords cannot be read, because ${found.why} (${this.#file.path}).`);
      case 'broken':
        this.problem = `The stored passwords could not be read, because ${found.why}. The file was set aside as ${basename(turn.setAside())}. Enter the passwords again where they are asked for.`;
    }
    return { schemaVersion: SCHEMA_VERSION, [LIST]: [] };
  }
}

function entriesOf(document: Document): readonly unknown[] {
  const list = document[LIST];
  return Array.isArray(list) ? list : [];
}

function understood(document: Document): readonly EncryptedSecret[] {
  return entriesOf(document).flatMap((one) => read(one) ?? []);
}

function read(value: unknown): EncryptedSecret | null {
  return entry.safeParse(value).data ?? null;
}

function isNamed(value: unknown, { profileId, kind }: SecretName): boolean {
  const secret = read(value);
  return secret?.profileId === profileId && secret.kind === kind;
}
