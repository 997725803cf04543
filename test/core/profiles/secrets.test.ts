import { describe, expect, test } from 'vitest';
import { noVault } from '#core/profiles/no-vault.ts';
import { Secrets } from '#core/profiles/secrets.ts';
import { type SecretName, type Vault, VaultError } from '#core/profiles/vault.ts';
import { redact } from '#core/redaction.ts';
import type { ServerConnection, TunnelHop } from '#shared/domain/profile.ts';

/** A vault in memory, of which tests may break parts. */
class MemoryVault implements Vault {
  readonly stored = new Map<string, string>();
  readonly problem = null;
  refuses: 'read' | 'write' | null = null;

  /** What is stored, without where it was given for. */
  get secrets(): string[] {
    return [...this.stored.values()].map((kept) => JSON.parse(kept).secret);
  }

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

const CONNECTION: ServerConnection = {
  kind: 'server',
  host: 'db.example',
  port: 5_432,
  database: 'oriole',
  user: 'reader',
  tls: { mode: 'verify-full', authorities: null, certificate: null, key: null },
  tunnel: null,
  schema: null,
};

const NONE = { password: 'none', keyPassphrase: 'none', tunnel: 'none', jump: 'none' };

test('a secret is kept for the session or in the vault, never in both', async () => {
  const vault = new MemoryVault();
  const secrets = new Secrets(vault);
  expect(await secrets.read('p', 'password', CONNECTION)).toBeNull();
  await secrets.keep('p', 'password', 'one', 'stored', CONNECTION);
  await secrets.keep('p', 'tunnel', 'two', 'session', CONNECTION);
  expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'stored', tunnel: 'session' });
  expect([await secrets.read('p', 'password', CONNECTION), await secrets.read('p', 'tunnel', CONNECTION)]).toEqual([
    'one',
    'two',
  ]);
  expect(vault.secrets).toEqual(['one']);
  // The next start of the host knows the stored one only.
  expect(await new Secrets(vault).keeping('p')).toEqual({ ...NONE, password: 'stored' });

  await secrets.keep('p', 'password', 'three', 'session', CONNECTION);
  await secrets.keep('p', 'tunnel', 'four', 'stored', CONNECTION);
  expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'session', tunnel: 'stored' });
  expect(vault.secrets).toEqual(['four']);
  expect([await secrets.read('p', 'password', CONNECTION), await secrets.read('p', 'tunnel', CONNECTION)]).toEqual([
    'three',
    'four',
  ]);
  expect(await secrets.keeping('other')).toEqual(NONE);

  await secrets.keep('p', 'tunnel', '', 'stored', CONNECTION);
  await secrets.forgetOne('p', 'password');
  expect([await secrets.keeping('p'), vault.stored.size]).toEqual([NONE, 0]);
});

test('one that cannot be stored leaves the former one as it was', async () => {
  const vault = new MemoryVault();
  const secrets = new Secrets(vault);
  await secrets.keep('p', 'password', 'former', 'session', CONNECTION);
  vault.refuses = 'write';
  await expect(secrets.keep('p', 'password', 'next', 'stored', CONNECTION)).rejects.toThrow(VaultError);
  expect(await secrets.read('p', 'password', CONNECTION)).toBe('former');
});

test('whatever is kept or read is known to the redaction', async () => {
  const vault = new MemoryVault();
  vault.stored.set(
    JSON.stringify({ profileId: 'p', kind: 'jump' }),
    JSON.stringify({ secret: 'read-from-the-vault', for: CONNECTION }),
  );
  const secrets = new Secrets(vault);
  await secrets.keep('p', 'password', 'kept-for-the-session', 'session', CONNECTION);
  expect(redact('read-from-the-vault')).toBe('read-from-the-vault');
  await secrets.read('p', 'jump', CONNECTION);
  expect(redact('read-from-the-vault, kept-for-the-session')).toBe('***, ***');
});

describe('removing a profile', () => {
  async function filled() {
    const vault = new MemoryVault();
    const secrets = new Secrets(vault);
    await secrets.keep('p', 'password', 'one', 'stored', CONNECTION);
    await secrets.keep('p', 'tunnel', 'two', 'session', CONNECTION);
    await secrets.keep('q', 'password', 'of another', 'stored', CONNECTION);
    return { vault, secrets };
  }

  test('forgets its secrets, and can be undone', async () => {
    const { vault, secrets } = await filled();
    const forgotten = await secrets.forget('p');
    expect([await secrets.keeping('p'), vault.secrets]).toEqual([NONE, ['of another']]);
    expect(await secrets.read('p', 'tunnel', CONNECTION)).toBeNull();
    expect(await forgotten.undo()).toEqual([]);
    expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'stored', tunnel: 'session' });
    expect([await secrets.read('p', 'password', CONNECTION), await secrets.read('p', 'tunnel', CONNECTION)]).toEqual([
      'one',
      'two',
    ]);
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
  await secrets.keep('p', 'password', 'one', 'stored', CONNECTION);
  await secrets.keep('p', 'jump', 'two', 'session', CONNECTION);
  expect(await secrets.copy('p', 'copy')).toEqual([]);
  expect(await secrets.keeping('copy')).toEqual({ ...NONE, password: 'stored', jump: 'session' });
  expect([await secrets.read('copy', 'password', CONNECTION), await secrets.read('p', 'password', CONNECTION)]).toEqual(
    ['one', 'one'],
  );
  vault.refuses = 'read';
  expect(await secrets.copy('p', 'another')).toEqual(['password']);
  expect(await secrets.keeping('another')).toEqual({ ...NONE, jump: 'session' });
});

test('without a vault, secrets last for the session', async () => {
  const secrets = new Secrets(noVault);
  expect((await secrets.status()).kind).toBe('none');
  await secrets.keep('p', 'password', 'one', 'session', CONNECTION);
  expect(await secrets.read('p', 'password', CONNECTION)).toBe('one');
  await expect(secrets.keep('p', 'password', 'two', 'stored', CONNECTION)).rejects.toThrow(/cannot be stored here/);
  await (await secrets.forget('p')).undo();
  expect(await secrets.keeping('p')).toEqual({ ...NONE, password: 'session' });
});

describe('a secret belongs to the connection that it was given for', () => {
  const hop = (host: string): TunnelHop => ({ host, port: 22, user: 'me', way: 'password', keyFile: null });
  const tunnel = { server: hop('bastion'), jump: hop('jump') };
  const through: ServerConnection = { ...CONNECTION, tunnel };
  const { tls } = CONNECTION;

  test.each<[string, Partial<ServerConnection>, string[]]>([
    ['nothing', {}, ['password', 'tunnel', 'jump']],
    ['the database', { database: 'other' }, ['password', 'tunnel', 'jump']],
    ['the host', { host: 'evil.example' }, ['tunnel', 'jump']],
    ['the port', { port: 1 }, ['tunnel', 'jump']],
    ['the user', { user: 'other' }, ['tunnel', 'jump']],
    ['less TLS', { tls: { ...tls, mode: 'require' } }, ['tunnel', 'jump']],
    ['no TLS', { tls: { ...tls, mode: 'disable' } }, ['tunnel', 'jump']],
    ['other authorities', { tls: { ...tls, authorities: '/evil.pem' } }, ['tunnel', 'jump']],
    ['no tunnel', { tunnel: null }, []],
    ['another SSH server', { tunnel: { ...tunnel, server: hop('evil') } }, ['jump']],
    ['another jump host', { tunnel: { ...tunnel, jump: hop('evil') } }, []],
    ['another SSH user', { tunnel: { ...tunnel, server: { ...hop('bastion'), user: 'x' } } }, ['password', 'jump']],
  ])('with %s changed, only what still goes to the same place is read', async (_, change, left) => {
    const secrets = new Secrets(new MemoryVault());
    for (const kind of ['password', 'tunnel', 'jump'] as const) await secrets.keep('p', kind, kind, 'stored', through);
    const read: string[] = [];
    for (const kind of ['password', 'tunnel', 'jump'] as const) {
      const secret = await secrets.read('p', kind, { ...through, ...change });
      if (secret !== null) read.push(secret);
    }
    expect(read).toEqual(left);
  });

  test('more TLS is no other place', async () => {
    const secrets = new Secrets(noVault);
    const weak: ServerConnection = { ...CONNECTION, tls: { ...tls, mode: 'prefer' } };
    await secrets.keep('p', 'password', 'one', 'session', weak);
    expect(await secrets.read('p', 'password', CONNECTION)).toBe('one');
  });
});
