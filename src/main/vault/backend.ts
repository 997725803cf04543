import type { SafeStorage } from 'electron';
import type { VaultStatus } from '#shared/domain/profile.ts';

/** The part of Electron's safeStorage that is used: the asynchronous one, for the other is gone in Electron 46. */
export type Keychain = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> &
  // Only on Linux.
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

const LINUX_WORDS: Readonly<Record<string, string>> = {
  gnome_libsecret: 'the keyring of this desktop (libsecret)',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
};

/** Chromium's mark of what was encrypted on Linux with the key that is in its source. */
const FIXED_KEY_MARK = 'v10';
const PROBE = 'oriole';

/** What encrypts now, by a short name that is written beside each secret. */
export function backendOf(keychain: Keychain, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'keychain';
  if (platform === 'win32') return 'dpapi';
  return keychain.getSelectedStorageBackend?.() ?? 'unknown';
}

/** That name in words. */
export function backendInWords(backend: string): string {
  if (backend === 'keychain') return 'the keychain of macOS';
  if (backend === 'dpapi') return 'Windows, for this account (DPAPI)';
  return LINUX_WORDS[backend] ?? 'a fixed key';
}

/**
 * What protects secrets on this machine. On Linux Electron calls encryption available although there is no keyring, and
 * the backend's name only says what the desktop's name suggests; so a probe is encrypted too, and looked at.
 */
export async function statusOf(keychain: Keychain, platform: NodeJS.Platform): Promise<VaultStatus> {
  const none: VaultStatus = {
    kind: 'none',
    sentence:
      'This system offers no encryption at the moment, so passwords are kept in memory until this program ends.',
  };
  if (!(await keychain.isAsyncEncryptionAvailable())) return none;
  const backend = backendOf(keychain, platform);
  if (platform === 'linux') {
    const probe = await keychain.encryptStringAsync(PROBE).catch(() => null);
    if (probe === null) return none;
    if (LINUX_WORDS[backend] === undefined || probe.toString('latin1').startsWith(FIXED_KEY_MARK)) {
      return {
        kind: 'fixed-key',
        sentence:
          'There is no keyring on this desktop. Stored passwords are encrypted with a key that is the same on every machine, so whoever can read the file secrets.json can read them. A keyring (GNOME Keyring or KWallet) would protect them; keeping a password for this session only stores nothing.',
      };
    }
  }
  return {
    kind: 'keychain',
    sentence: `Stored passwords are encrypted, with a key that is kept by ${backendInWords(backend)}.`,
  };
}
