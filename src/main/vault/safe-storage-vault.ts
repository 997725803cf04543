import { StorageError } from '#core/files/storage-error.ts';
import { type SecretName, type Vault, VaultError } from '#core/profiles/vault.ts';
import type { VaultStatus } from '#shared/domain/profile.ts';
import { backendInWords, backendOf, type Keychain, statusOf } from './backend.ts';
import { type EncryptedSecret, SecretFile } from './secret-file.ts';

/** So Chromium says of a keychain that is locked, or a service that does not answer yet. */
const PASSING = /temporarily unavailable/;

/**
 * The vault of the desktop: secrets are encrypted by Electron's safeStorage and kept in `secrets.json`. What cannot be
 * decrypted stays in the file until it is overwritten or forgotten: the key may come back.
 */
export class SafeStorageVault implements Vault {
  readonly #keychain: Keychain;
  readonly #file: SecretFile;
  readonly #platform: NodeJS.Platform;

  /** @param folder the user's data folder */
  constructor(keychain: Keychain, folder: string, platform: NodeJS.Platform = process.platform) {
    this.#keychain = keychain;
    this.#file = new SecretFile(folder);
    this.#platform = platform;
  }

  /** What was found of the file that a person should know, as a sentence; null where all is well. */
  get problem(): string | null {
    return this.#file.problem;
  }

  status(): Promise<VaultStatus> {
    return statusOf(this.#keychain, this.#platform);
  }

  async names(): Promise<readonly SecretName[]> {
    const secrets = await storing(this.#file.list());
    return secrets.map(({ profileId, kind }) => ({ profileId, kind }));
  }

  async read(name: SecretName): Promise<string | null> {
    const secrets = await storing(this.#file.list());
    const found = secrets.find(({ profileId, kind }) => profileId === name.profileId && kind === name.kind);
    if (found === undefined) return null;
    const { result, shouldReEncrypt } = await this.#decrypt(found);
    if (shouldReEncrypt) await this.#encryptAgain(found, result);
    return result;
  }

  async write(name: SecretName, secret: string): Promise<void> {
    await storing(this.#file.put(await this.#encrypt(name, secret)));
  }

  async forget(name: SecretName): Promise<void> {
    await storing(this.#file.remove(name));
  }

  async #decrypt(secret: EncryptedSecret): ReturnType<Keychain['decryptStringAsync']> {
    try {
      return await this.#keychain.decryptStringAsync(Buffer.from(secret.ciphertext, 'base64'));
    } catch (error) {
      const isPassing =
        PASSING.test(error instanceof Error ? error.message : '') ||
        !(await this.#keychain.isAsyncEncryptionAvailable());
      if (isPassing) {
        throw new VaultError(
          'The stored password cannot be read at the moment, because the keychain does not answer. Unlock it and try again; the password is still there.',
          { cause: error },
        );
      }
      throw new VaultError(this.#whyUnreadable(secret), { cause: error });
    }
  }

  #whyUnreadable({ backend }: EncryptedSecret): string {
    const now = backendOf(this.#keychain, this.#platform);
    const why =
      backend === now
        ? 'it was encrypted with another key (by another user, or on another machine)'
        : `it was encrypted by ${backendInWords(backend)}, and this session has ${backendInWords(now)}`;
    return `The stored password cannot be decrypted, because ${why}. Enter it again.`;
  }

  async #encrypt({ profileId, kind }: SecretName, secret: string): Promise<EncryptedSecret> {
    try {
      const ciphertext = await this.#keychain.encryptStringAsync(secret);
      const backend = backendOf(this.#keychain, this.#platform);
      return { profileId, kind, backend, ciphertext: ciphertext.toString('base64') };
    } catch (error) {
      throw new VaultError(
        'The password could not be encrypted, so it was not stored. Keep it for this session, or unlock the keychain and try again.',
        { cause: error },
      );
    }
  }

  /** With the key that is to be used from now on. The secret has been read: a failure only puts this off. */
  async #encryptAgain(former: EncryptedSecret, secret: string): Promise<void> {
    try {
      await this.#file.exchange(former, await this.#encrypt(former, secret));
    } catch (error) {
      if (!(error instanceof VaultError || error instanceof StorageError)) throw error;
    }
  }
}

/** To whoever uses a vault, its file is nothing of its own. */
async function storing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof StorageError ? new VaultError(error.message, { cause: error }) : error;
  }
}
