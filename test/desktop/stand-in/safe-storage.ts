import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from './app.ts';

type Backend = 'basic_text' | 'gnome_libsecret' | 'kwallet' | 'kwallet5' | 'kwallet6' | 'unknown';

/** The file in which the imitated keychain has its key. */
const KEY_FILE = 'stand-in.key';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** As Chromium on Linux marks what it encrypted: with the key that is in its source, or with the keyring's. */
const MARKS = { fixed: 'v10', keyring: 'v11' };

/**
 * `electron.safeStorage`, imitated: AES-256-GCM with a key in a file of its own takes the place of the system's keychain.
 * What is real is only the shape of the interface, the marks in front of the ciphertext and the words of the errors;
 * nothing here says how a keychain behaves.
 */
class SafeStorage {
  /** For tests: what the imitated system is like. */
  readonly standIn: {
    backend: Backend;
    available: boolean;
    /** A keychain that is locked at the moment. */
    locked: boolean;
    /** A new key is wanted for what is decrypted. */
    shouldReEncrypt: boolean;
    failsToEncrypt: boolean;
  } = { backend: 'gnome_libsecret', available: true, locked: false, shouldReEncrypt: false, failsToEncrypt: false };

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.standIn.available;
  }

  getSelectedStorageBackend(): Backend {
    return this.standIn.backend;
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    if (!this.standIn.available || this.standIn.failsToEncrypt) {
      throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.');
    }
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key(), iv);
    const encrypted = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from(this.#mark()), iv, cipher.getAuthTag(), encrypted]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    if (this.standIn.locked) {
      throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.');
    }
    try {
      const at = this.#mark().length;
      const iv = encrypted.subarray(at, at + IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.#key(), iv);
      decipher.setAuthTag(encrypted.subarray(at + IV_BYTES, at + IV_BYTES + TAG_BYTES));
      const result = Buffer.concat([decipher.update(encrypted.subarray(at + IV_BYTES + TAG_BYTES)), decipher.final()]);
      return { shouldReEncrypt: this.standIn.shouldReEncrypt, result: result.toString('utf8') };
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
    }
  }

  #mark(): string {
    return ['basic_text', 'unknown'].includes(this.standIn.backend) ? MARKS.fixed : MARKS.keyring;
  }

  /** Each user's data folder has one, so that another folder is another user. */
  #key(): Buffer {
    const file = join(app.getPath('userData'), KEY_FILE);
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
    return readFileSync(file);
  }
}

/** `electron.safeStorage`. */
export const safeStorage = new SafeStorage();
