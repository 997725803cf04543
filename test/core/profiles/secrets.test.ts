import { describe, expect, test } from 'vitest';
import { noVault } from '#core/profiles/no-vault.ts';
import { Secrets } from '#core/profiles/secrets.ts';
import { type SecretName, type Vault, VaultError } from '#core/profiles/vault.ts';
import { redact } from '#core/redaction.ts';

/** A vault in memory, of which tests may break parts. */
class MemoryVault implements Vault {
  readonly stored = new Map<string, string>();
  refuses: 'read' | 'write' | null = null;

  async status() {
    return { kind: 'keychain', sentence: 'In memory.' } as const;
  }
  async names(): Promise<SecretName[]> {
    return [...this.stored.keys()].map((key) => JSON.parse(key));
  }
  async read({ profileId, kind }: SecretName): Promise<string | null> {
    if (this.refuses === 'read') throw new VaultError('locked');
    return this.stored.get(JSON.stringify({ profileId, kind })) ?? null;
  }
  async write({ profileId, kind }: SecretName, secret: string): Promise<void> {
    if (this.refuses === 'write') throw new VaultError('full');
    this.stored.set(JSON.stringify({ profileId, kind }), secret);
  }
  async forget({ profileId, kind }: SecretName): Promise<void> {
    this.stored.delete(JSON.stringify({ profileId, kind }));
  }
}

const NONE = { password: 'none', keyPassphrase: 'none', tunnel: 'none', jump: 'none' };

test('a secret is kept for the session or in the vault, never in both', async () => {
  const vault = new MemoryVault();
  const secrets = new Secrets(vault);
  expect(await secrets.read('p', 'password')).toBeNull();
  await secrets.keep('p', 'password', 'one', 'stored');
  await secrets.keep('p', 'tunnel', 'two', 'session');
  expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'stored', tunnel: 'session' });
  expect([await secrets.read('p', 'password'), await secrets.read('p', 'tunnel')]).toEqual(['one', 'two']);
  expect([...vault.stored.values()]).toEqual(['one']);
  // The next start of the host knows the stored one only.
  expect(await new Secrets(vault).keeping('p')).toEqual({ ...NONE, password: 'stored' });

  await secrets.keep('p', 'password', 'three', 'session');
  await secrets.keep('p', 'tunnel', 'four', 'stored');
  expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'session', tunnel: 'stored' });
  expect([...vault.stored.values()]).toEqual(['four']);
  expect([await secrets.read('p', 'password'), await secrets.read('p', 'tunnel')]).toEqual(['three', 'four']);
  expect(await secrets.keeping('other')).toEqual(NONE);

  await secrets.keep('p', 'tunnel', '', 'stored');
  await secrets.forgetOne('p', 'password');
  expect([await secrets.keeping('p'), vault.stored.size]).toEqual([NONE, 0]);
});

test('one that cannot be stored leaves the former one as it was', async () => {
  const vault = new MemoryVault();
  const secrets = new Secrets(vault);
  await secrets.keep('p', 'password', 'former', 'session');
  vault.refuses = 'write';
  await expect(secrets.keep('p', 'password', 'next', 'stored')).rejects.toThrow(VaultError);
  expect(await secrets.read('p', 'password')).toBe('former');
});

test('whatever is kept or read is known to the redaction', async () => {
  const vault = new MemoryVault();
  vault.stored.set(JSON.stringify({ profileId: 'p', kind: 'jump' }), 'read-from-the-vault');
  const secrets = new Secrets(vault);
  await secrets.keep('p', 'password', 'kept-for-the-session', 'session');
  expect(redact('read-from-the-vault')).toBe('read-from-the-vault');
  await secrets.read('p', 'jump');
  expect(redact('read-from-the-vault, kept-for-the-session')).toBe('***, ***');
});

describe('removing a profile', () => {
  async function filled() {
    const vault = new MemoryVault();
    const secrets = new Secrets(vault);
    await secrets.keep('p', 'password', 'one', 'stored');
    await secrets.keep('p', 'tunnel', 'two', 'session');
    await secrets.keep('q', 'password', 'of another', 'stored');
    return { vault, secrets };
  }

  test('forgets its secrets, and can be undone', async () => {
    const { vault, secrets } = await filled();
    const forgotten = await secrets.forget('p');
    expect([await secrets.keeping('p'), [...vault.stored.values()]]).toEqual([NONE, ['of another']]);
    expect(await secrets.read('p', 'tunnel')).toBeNull();
    expect(await forgotten.undo()).toEqual([]);
    expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'stored', tunnel: 'session' });
    expect([await secrets.read('p', 'password'), await secrets.read('p', 'tunnel')]).toEqual(['one', 'two']);
  });

  test('for good, once its end was said', async () => {
    const { secrets } = await filled();
    const forgotten = await secrets.forget('p');
    forgotten.end();
    await forgotten.undo();
    expect(await secrets.keeping('p')).toEqual(NONE);
  });

  test('is possible while the vault is locked; undone, what could not be read is named', async () => {
    const { vault, secrets } = await filled();
    vault.refuses = 'read';
    const forgotten = await secrets.forget('p');
    expect(await secrets.keeping('p')).toEqual(NONE);
    expect(await forgotten.undo()).toEqual(['password']);
    expect(await secrets.keeping('p')).toEqual({ ...NONE, tunnel: 'session' });
  });

  test('undone while nothing can be stored, keeps them for this session', async () => {
    const { vault, secrets } = await filled();
    const forgotten = await secrets.forget('p');
    vault.refuses = 'write';
    expect(await forgotten.undo()).toEqual([]);
    expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'session', tunnel: 'session' });
  });
});

test('a copy has the same secrets, kept in the same way', async () => {
  const vault = new MemoryVault();
  const secrets = new Secrets(vault);
  await secrets.keep('p', 'password', 'one', 'stored');
  await secrets.keep('p', 'jump', 'two', 'session');
  expect(await secrets.copy('p', 'copy')).toEqual([]);
  expect(await secrets.keeping('copy')).toEqual({ ...NONE, password: 'stored', jump: 'session' });
  expect([await secrets.read('copy', 'password'), await secrets.read('p', 'password')]).toEqual(['one', 'one']);
  vault.refuses = 'read';
  expect(await secrets.copy('p', 'another')).toEqual(['password']);
  expect(await secrets.keeping('another')).toEqual({ ...NONE, jump: 'session' });
});

test('without a vault, secrets last for the session', async () => {
  const secrets = new Secrets(noVault);
  expect((await secrets.status()).kind).toBe('none');
  await secrets.keep('p', 'password', 'one', 'session');
  expect(await secrets.read('p', 'password')).toBe('one');
  await expect(secrets.keep('p', 'password', 'two', 'stored')).rejects.toThrow(/cannot be stored here/);
  await (await secrets.forget('p')).undo();
  expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'session' });
});
