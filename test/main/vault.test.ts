import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type SecretName, VaultError } from '#core/profiles/vault.ts';
import type { Keychain } from '#main/vault/backend.ts';
import { SafeStorageVault } from '#main/vault/safe-storage-vault.ts';
import { app } from '../desktop/stand-in/app.ts';
import { safeStorage } from '../desktop/stand-in/safe-storage.ts';

// Electron's safeStorage is the stand-in's (what it imitates is said there); the vault, its file and the disk are real.

const PASSWORD: SecretName = { profileId: 'p1', kind: 'password' };
const TUNNEL: SecretName = { profileId: 'p1', kind: 'tunnel' };

let folder = '';
let vault: SafeStorageVault;

afterAll(() => rmSync(app.getPath('userData'), { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oriole-vault-'));
  vault = new SafeStorageVault(safeStorage, folder, 'linux');
  const asItWas = { ...safeStorage.standIn };
  onTestFinished(() => {
    Object.assign(safeStorage.standIn, asItWas);
    rmSync(folder, { recursive: true, force: true });
  });
});

function stored(): { schemaVersion: number; secrets: { ciphertext: string; backend: string; kind: string }[] } {
  return JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'));
}

test('a secret comes back, and nothing of it is readable in the file', async () => {
  expect([await vault.names(), await vault.read(PASSWORD)]).toEqual([[], null]);
  for (const secret of ['first', 'hunter2 "ü" 🦜']) await vault.write(PASSWORD, secret);
  await vault.write(TUNNEL, 'other');

  const again = new SafeStorageVault(safeStorage, folder, 'linux');
  expect(await again.names()).toEqual([PASSWORD, TUNNEL]);
  expect([await again.read(PASSWORD), await again.read(TUNNEL)]).toEqual(['hunter2 "ü" 🦜', 'other']);
  expect(stored()).toMatchObject({ schemaVersion: 1, secrets: [{ backend: 'gnome_libsecret' }, {}] });
  expect(JSON.stringify(stored())).not.toMatch(/hunter2/);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);

  await again.forget(PASSWORD);
  await again.forget(PASSWORD);
  expect([await vault.names(), await vault.read(PASSWORD)]).toEqual([[TUNNEL], null]);
});

test('two that write at once lose nothing', async () => {
  const other = new SafeStorageVault(safeStorage, folder, 'linux');
  const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
  await Promise.all(
    ids.map((profileId, index) => (index % 2 ? vault : other).write({ profileId, kind: 'jump' }, profileId)),
  );
  expect((await vault.names()).map(({ profileId }) => profileId).sort()).toEqual(ids.sort());
});

test('names asks the keychain for nothing', async () => {
  await vault.write(PASSWORD, 'x');
  Object.assign(safeStorage.standIn, { locked: true, available: false });
  expect(await vault.names()).toEqual([PASSWORD]);
});

test('a secret that is to be encrypted again is, once', async () => {
  await vault.write(PASSWORD, 'secret');
  await vault.write(TUNNEL, 'other');
  const [before, other] = stored().secrets;
  Object.assign(safeStorage.standIn, { shouldReEncrypt: true, backend: 'kwallet6' });
  expect(await vault.read(PASSWORD)).toBe('secret');
  const after = stored().secrets;
  expect(after.map(({ kind }) => kind)).toEqual(['password', 'tunnel']);
  expect(after[0]?.backend).toBe('kwallet6');
  expect(after[0]?.ciphertext).not.toBe(before?.ciphertext);
  expect(after[1]).toEqual(other);
  safeStorage.standIn.shouldReEncrypt = false;
  expect(await vault.read(PASSWORD)).toBe('secret');
  expect(stored().secrets).toEqual(after);
});

test('a secret that was replaced while it was being encrypted again stays replaced', async () => {
  await vault.write(PASSWORD, 'former');
  safeStorage.standIn.shouldReEncrypt = true;
  const keychain: Keychain = {
    isAsyncEncryptionAvailable: () => safeStorage.isAsyncEncryptionAvailable(),
    decryptStringAsync: (encrypted) => safeStorage.decryptStringAsync(encrypted),
    encryptStringAsync: async (text) => {
      await vault.write(PASSWORD, 'newer');
      return safeStorage.encryptStringAsync(text);
    },
  };
  expect(await new SafeStorageVault(keychain, folder, 'linux').read(PASSWORD)).toBe('former');
  expect(await vault.read(PASSWORD)).toBe('newer');
});

test('a secret that cannot be encrypted again is read all the same, and stays', async () => {
  await vault.write(PASSWORD, 'secret');
  const before = stored();
  Object.assign(safeStorage.standIn, { shouldReEncrypt: true, failsToEncrypt: true });
  expect(await vault.read(PASSWORD)).toBe('secret');
  expect(stored()).toEqual(before);
});

test('a keychain that does not answer is said, and the secret waits for it', async () => {
  await vault.write(PASSWORD, 'secret');
  const before = stored();
  safeStorage.standIn.locked = true;
  await expect(vault.read(PASSWORD)).rejects.toThrow(VaultError);
  await expect(vault.read(PASSWORD)).rejects.toThrow(
    /at the moment.*Unlock it and try again; the password is still there/,
  );
  expect(stored()).toEqual(before);
  safeStorage.standIn.locked = false;
  expect(await vault.read(PASSWORD)).toBe('secret');
});

test('a secret of another key is to be entered again, and stays until it is', async () => {
  await vault.write(PASSWORD, 'secret');
  const before = stored();
  const key = join(app.getPath('userData'), 'stand-in.key');
  const keyBefore = readFileSync(key);
  onTestFinished(() => writeFileSync(key, keyBefore));
  rmSync(key);
  await expect(vault.read(PASSWORD)).rejects.toThrow(
    /another key \(by another user, or on another machine\)\. Enter it again\./,
  );
  safeStorage.standIn.backend = 'kwallet6';
  await expect(vault.read(PASSWORD)).rejects.toThrow(
    /encrypted by the keyring of this desktop.*this session has KWallet/,
  );
  expect(stored()).toEqual(before);
  await vault.write(PASSWORD, 'entered again');
  expect(await vault.read(PASSWORD)).toBe('entered again');
});

test('what cannot be encrypted is not stored', async () => {
  safeStorage.standIn.failsToEncrypt = true;
  await expect(vault.write(PASSWORD, 'secret')).rejects.toThrow(/could not be encrypted, so it was not stored/);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that cannot be used is set aside and said; what is unknown in a good one stays', async () => {
  writeFileSync(join(folder, 'secrets.json'), '{"schemaVersion":1,"secr');
  expect([await vault.names(), await vault.read(PASSWORD)]).toEqual([[], null]);
  expect(vault.problem).toMatch(/set aside as secrets\.json\.broken-.*Enter the passwords again/);
  await vault.write(PASSWORD, 'secret');
  expect(readdirSync(folder).map((name) => name.replace(/broken-.*/, 'broken'))).toEqual([
    'secrets.json',
    'secrets.json.broken',
  ]);

  const foreign = { profileId: 'p2', kind: 'fingerprint', data: 1 };
  writeFileSync(
    join(folder, 'secrets.json'),
    JSON.stringify({ ...stored(), more: 1, secrets: [foreign, ...stored().secrets] }),
  );
  await vault.write(TUNNEL, 'other');
  expect(stored()).toMatchObject({ more: 1, secrets: [foreign, { kind: 'password' }, { kind: 'tunnel' }] });
});

test('a file of a newer version is read and not written', async () => {
  await vault.write(PASSWORD, 'secret');
  const newer = JSON.stringify({ ...stored(), schemaVersion: 2 });
  writeFileSync(join(folder, 'secrets.json'), newer);
  expect(await vault.read(PASSWORD)).toBe('secret');
  await expect(vault.write(PASSWORD, 'x')).rejects.toThrow(VaultError);
  await expect(vault.forget(PASSWORD)).rejects.toThrow(/newer Oriole Monitor/);
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe(newer);
});

describe('what protects the secrets is said as it is', () => {
  test.each<[NodeJS.Platform, string, string, RegExp]>([
    ['linux', 'gnome_libsecret', 'keychain', /keyring of this desktop \(libsecret\)/],
    ['linux', 'kwallet6', 'keychain', /KWallet/],
    ['linux', 'basic_text', 'fixed-key', /the same on every machine.*can read them/],
    ['linux', 'unknown', 'fixed-key', /the same on every machine/],
    ['darwin', 'unknown', 'keychain', /keychain of macOS/],
    ['win32', 'unknown', 'keychain', /Windows, for this account \(DPAPI\)/],
  ])('%s with %s: %s', async (platform, backend, kind, sentence) => {
    Object.assign(safeStorage.standIn, { backend });
    const status = await new SafeStorageVault(safeStorage, folder, platform).status();
    expect(status.kind).toBe(kind);
    expect(status.sentence).toMatch(sentence);
  });

  test.each<[string, 'gnome_libsecret' | 'basic_text', string]>([
    // GNOME by the desktop's name, but no keyring runs there: Chromium falls back without a word.
    ['a keyring by its name only', 'gnome_libsecret', 'v10'],
    ['no keyring by its name', 'basic_text', 'v11'],
  ])('%s is no keyring', async (_, backend, mark) => {
    const keychain: Keychain = {
      isAsyncEncryptionAvailable: async () => true,
      getSelectedStorageBackend: () => backend,
      encryptStringAsync: async () => Buffer.from(`${mark}something`),
      decryptStringAsync: async () => ({ result: '', shouldReEncrypt: false }),
    };
    expect((await new SafeStorageVault(keychain, folder, 'linux').status()).kind).toBe('fixed-key');
  });

  test.each([{ available: false }, { failsToEncrypt: true }])('no encryption: %j', async (state) => {
    Object.assign(safeStorage.standIn, state);
    expect(await vault.status()).toEqual({
      kind: 'none',
      sentence: expect.stringMatching(/in memory until this program ends/),
    });
  });
});
