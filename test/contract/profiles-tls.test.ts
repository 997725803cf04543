import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '#shared/domain/check.ts';
import type { Profile, ServerConnection } from '#shared/domain/profile.ts';
import { Authority, canMakeCertificates, type Issued } from '../support/certificates.ts';
import { openMonitor } from '../support/monitor.ts';
import { profileOf } from '../support/profiles.ts';
import { TlsPostgres } from '../support/tls-postgres.ts';

describe.skipIf(!canMakeCertificates)('profiles with TLS (needs the program openssl)', () => {
  let authority: Authority;
  let stranger: Authority;
  let server: TlsPostgres;
  let genuine: Issued;

  beforeAll(async () => {
    authority = new Authority('Oriole Test Authority');
    stranger = new Authority('Somebody Else');
    genuine = authority.issue({ commonName: 'db', names: 'DNS:localhost,IP:127.0.0.1' });
    server = await TlsPostgres.create(genuine, authority.certificate);
  });

  afterAll(async () => {
    await server?.remove();
    authority?.remove();
    stranger?.remove();
  });

  function profile(tls: Partial<ServerConnection['tls']>, more: Partial<ServerConnection> = {}): Profile {
    const files = { authorities: null, certificate: null, key: null };
    const url = `postgres://postgres@localhost:${server.port}/postgres`;
    return profileOf(url, 'TLS', {}, { tls: { mode: 'verify-full', ...files, ...tls }, ...more });
  }

  async function examine(
    tested: Profile,
    secrets: { password?: string; keyPassphrase?: string } = { password: 'postgres' },
  ): Promise<(name: string) => CheckResult> {
    const { client } = await openMonitor({ kind: 'url', url: 'postgres://nobody@127.0.0.1:1/nothing' });
    const results: CheckResult[] = [];
    const draft = { ...tested, id: null };
    for await (const result of await client.profiles.examine({ profile: draft, secrets })) results.push(result);
    return (name) => {
      const found = results.find((result) => result.name === name);
      if (!found) throw new Error(`no check ${name}`);
      return found;
    };
  }

  test('a file of authorities is chosen, and the certificate verified', async () => {
    const check = await examine(profile({ authorities: authority.certificate }));
    expect(check('tls')).toMatchObject({ state: 'ok', sentence: expect.stringContaining('name were verified') });
    expect(check('sign-in')).toMatchObject({ state: 'ok' });
  });

  test.each([
    ['an unknown authority', () => genuine, () => null, /unknown authority|signed by itself/],
    ['another authority', () => genuine, () => stranger.certificate, /unknown authority/],
    ['an expired one', () => authority.issue({ names: 'DNS:localhost', years: [-2, -1] }), undefined, /has expired/],
    ['another name', () => authority.issue({ names: 'DNS:db.example' }), undefined, /bears the name db\.example/],
  ])('%s is explained, never accepted', async (_, issue, authorities, sentence) => {
    await server.present(issue());
    try {
      const check = await examine(
        profile({ authorities: authorities === undefined ? authority.certificate : authorities() }),
      );
      expect(check('tls')).toMatchObject({ state: 'failed', sentence: expect.stringMatching(sentence) });
      expect(check('sign-in')).toMatchObject({ state: 'skipped' });
    } finally {
      await server.present(genuine);
    }
  });

  test('a client certificate signs in, its locked key with a passphrase', async () => {
    const walker = authority.issue({ commonName: 'walker', passphrase: 'marked-passphrase' });
    const files = { authorities: authority.certificate, certificate: walker.certificate, key: walker.key };
    const certified = profile(files, { database: 'certified', user: 'walker' });
    const right = await examine(certified, { keyPassphrase: 'marked-passphrase' });
    expect(right('sign-in')).toMatchObject({ state: 'ok' });
    const { client } = await openMonitor({ kind: 'url', url: 'postgres://nobody@127.0.0.1:1/nothing' });
    const { id } = await client.profiles.save({ profile: { ...certified, id: null }, keep: 'session' });
    await client.sources.open({ profile: id ?? '' });
    await expect.poll(async () => (await client.feed.read({ source: id })).status.wants).toBe('keyPassphrase');
    await client.profiles.supply({
      id: id ?? '',
      kind: 'keyPassphrase',
      secret: 'marked-passphrase',
      keep: 'session',
    });
    // It is let in, and looks for the tables in vain.
    await expect
      .poll(async () => (await client.feed.read({ source: id })).status.reason)
      .toContain('has none of the tables');
  });
});
