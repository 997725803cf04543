import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Connector } from '#core/database/connect.ts';
import { explain } from '#core/database/problem.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { Authority, canMakeCertificates, type Issued } from '../support/certificates.ts';
import { TlsPostgres } from '../support/tls-postgres.ts';

const SECRET = 'marked-Passw0rd';

describe.skipIf(!canMakeCertificates)('TLS (needs the program openssl)', () => {
  let authority: Authority;
  let stranger: Authority;
  let server: TlsPostgres;
  let genuine: Issued;
  let walker: Issued;

  beforeAll(async () => {
    authority = new Authority('Oriole Test Authority');
    stranger = new Authority('Somebody Else');
    genuine = authority.issue({ commonName: 'db', names: 'DNS:localhost,IP:127.0.0.1' });
    walker = authority.issue({ commonName: 'walker' });
    server = await TlsPostgres.create(genuine, authority.certificate);
  });

  afterAll(async () => {
    await server?.remove();
    authority?.remove();
    stranger?.remove();
  });

  /** Connects, and says how, or why not. */
  async function attempt(settings: string, home = emptyHome()): Promise<string> {
    const base = `port=${server.port} user=postgres password=postgres dbname=postgres host=127.0.0.1`;
    let how = '';
    try {
      const connector = new Connector(targetFromUrl(`${base} ${settings}`, { HOME: home }));
      const connection = await connector.connect(() => {}, {
        connected: () => {},
        secured: (socket, looked) => {
          how = socket ? `TLS, verified: ${looked}` : 'plain';
        },
      });
      await connection.end();
      return how;
    } catch (error) {
      return explain(error).reason;
    }
  }

  test.each([
    ['disable', 'plain'],
    ['allow', 'plain'],
    ['prefer', 'TLS, verified: none'],
    ['require', 'TLS, verified: none'],
  ])('sslmode=%s without any certificate file: %s', async (mode, expected) => {
    expect(await attempt(`sslmode=${mode}`)).toBe(expected);
  });

  test.each([
    ['prefer', 'TLS, verified: authority'],
    ['require', 'TLS, verified: authority'],
    ['verify-ca', 'TLS, verified: authority'],
    ['verify-full', 'TLS, verified: authority and name'],
  ])('sslmode=%s with the authority: %s', async (mode, expected) => {
    expect(await attempt(`sslmode=${mode} sslrootcert=${authority.certificate}`)).toBe(expected);
    expect(await attempt(`sslmode=${mode}`, homeWith({ 'root.crt': authority.certificate }))).toBe(expected);
  });

  test.each(['require', 'verify-ca', 'verify-full'])('sslmode=%s refuses an unknown authority', async (mode) => {
    const reason = await attempt(`sslmode=${mode} sslrootcert=${stranger.certificate}`);
    expect(reason).toMatch(/signed by (itself|an unknown authority)\. Choose .* with sslrootcert/);
    expect(await attempt(`sslmode=${mode}`, homeWith({ 'root.crt': stranger.certificate }))).toBe(reason);
  });

  test('prefer goes on without TLS when the certificate is not accepted, as libpq does, and knows why', async () => {
    const settings = `port=${server.port} user=postgres password=postgres host=127.0.0.1 dbname=postgres`;
    const connector = new Connector(targetFromUrl(`${settings} sslrootcert=${stranger.certificate}`, {}));
    const connection = await connector.connect(() => {});
    const { rows } = await connection.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    await connection.end();
    expect(rows).toEqual([{ ssl: false }]);
    expect(explain(connector.setback).reason).toMatch(/signed by/);
    // Where the server wants TLS, what is said is what is wrong with the certificate.
    expect(await attempt(`dbname=with_tls sslrootcert=${stranger.certificate}`)).toMatch(/signed by/);
  });

  test('allow and prefer try the other way when the server refuses the first', async () => {
    expect(await attempt('sslmode=allow dbname=with_tls')).toBe('TLS, verified: none');
    expect(await attempt('sslmode=prefer dbname=without_tls')).toBe('plain');
    expect(await attempt('sslmode=require dbname=without_tls')).toMatch(/does not let this user sign in/);
    expect(await attempt('sslmode=disable dbname=with_tls')).toMatch(/does not let this user sign in/);
    expect(await attempt(`sslmode=prefer password=${SECRET}`)).toBe(
      'The password was not accepted. Correct it and try again.',
    );
  });

  test('verify-ca and verify-full want an authority, and say how to choose one', async () => {
    for (const mode of ['verify-ca', 'verify-full']) {
      expect(await attempt(`sslmode=${mode}`)).toMatch(/no file of certificates.*sslrootcert=system/);
    }
  });

  test.each([
    { what: 'expired', wish: { names: 'IP:127.0.0.1', years: [-2, -1] as const }, says: /has expired/ },
    { what: 'not yet valid', wish: { names: 'IP:127.0.0.1', years: [1, 2] as const }, says: /not yet valid/ },
  ])('a certificate that is $what is refused wherever it is verified', async ({ wish, says }) => {
    await present(authority.issue(wish));
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(await attempt(`sslmode=${mode} sslrootcert=${authority.certificate}`)).toMatch(says);
    }
  });

  test('a wrong name is refused by verify-full only, which says the right ones', async () => {
    await present(authority.issue({ commonName: '127.0.0.1', names: 'DNS:db.example,IP:192.0.2.7' }));
    const root = `sslrootcert=${authority.certificate}`;
    expect(await attempt(`sslmode=verify-full ${root}`)).toMatch(/bears the name db.example, 192.0.2.7, not 127.0.0.1/);
    expect(await attempt(`sslmode=verify-ca ${root}`)).toBe('TLS, verified: authority');
    // hostaddr is where to go, host is the name to find.
    expect(await attempt(`sslmode=verify-full ${root} hostaddr=127.0.0.1 host=db.example`)).toBe(
      'TLS, verified: authority and name',
    );
    expect(await attempt(`sslmode=verify-full ${root} hostaddr=127.0.0.1 host=''`)).toMatch(/needs the name/);
  });

  test.each([
    ['localhost', { names: 'DNS:LOCALHOST' }, true],
    ['localhost', { commonName: 'localhost' }, true],
    ['localhost', { commonName: 'localhost', names: 'DNS:other' }, false],
    ['localhost', { commonName: 'localhost', names: 'IP:127.0.0.1' }, true],
    ['127.0.0.1', { commonName: '127.0.0.1', names: 'DNS:other' }, true],
    ['127.0.0.1', { commonName: '127.0.0.1', names: 'IP:192.0.2.1' }, false],
    ['127.0.0.1', { names: 'DNS:127.0.0.1' }, true],
    ['a.example', { names: 'DNS:*.example' }, true],
    ['a.b.example', { names: 'DNS:*.example' }, false],
    ['ab.example', { names: 'DNS:a*.example' }, false],
  ])('the name %s and a certificate with %o: %s', async (host, wish, isAccepted) => {
    await present(authority.issue(wish));
    const said = await attempt(
      `sslmode=verify-full sslrootcert=${authority.certificate} host=${host} hostaddr=127.0.0.1`,
    );
    if (isAccepted) expect(said).toBe('TLS, verified: authority and name');
    else expect(said).toMatch(/bears the name/);
  });

  describe('a client certificate', () => {
    const as = 'dbname=certified user=walker sslmode=require';

    test('signs in, named or where libpq looks', async () => {
      const named = `${as} sslcert=${walker.certificate} sslkey=${walker.key}`;
      expect(await attempt(named)).toBe('TLS, verified: none');
      const home = homeWith({ 'postgresql.crt': walker.certificate, 'postgresql.key': walker.key });
      expect(await attempt(as, home)).toBe('TLS, verified: none');
      expect(await attempt(`${as} sslcertmode=disable`, home)).toMatch(/wants a client certificate/);
    });

    test('is asked for by the server', async () => {
      expect(await attempt(as)).toMatch(/wants a client certificate.*sslcert and sslkey/);
    });

    test('of another user, or of an unknown authority, is refused', async () => {
      const files = ({ certificate, key }: Issued) => `sslcert=${certificate} sslkey=${key}`;
      const other = authority.issue({ commonName: 'runner' });
      expect(await attempt(`${as} ${files(other)}`)).toMatch(/not for this user/);
      const unknown = stranger.issue({ commonName: 'walker' });
      expect(await attempt(`${as} ${files(unknown)}`)).toMatch(/does not accept the client certificate/);
    });

    test('whose key is locked needs its passphrase', async () => {
      const locked = authority.issue({ commonName: 'walker', passphrase: SECRET });
      const files = `${as} sslcert=${locked.certificate} sslkey=${locked.key}`;
      expect(await attempt(files)).toMatch(/locked with a passphrase.*sslpassword/);
      const wrong = await attempt(`${files} sslpassword=not-${SECRET}`);
      expect(wrong).toMatch(/passphrase \(sslpassword\) does not open/);
      expect(wrong).not.toContain(SECRET);
      expect(await attempt(`${files} sslpassword=${SECRET}`)).toBe('TLS, verified: none');
    });

    test('with files that cannot be used gets a sentence each', async () => {
      const { certificate, key } = walker;
      const folder = emptyHome();
      const own = (name: string, text: string, mode = 0o600) => {
        const path = join(folder, name);
        writeFileSync(path, text);
        chmodSync(path, mode);
        return path;
      };
      const say = (settings: string) => attempt(`${as} ${settings}`);
      expect(await say(`sslcert=${folder}/none.crt`)).toMatch(/none.crt is not there. Correct sslcert/);
      expect(await say(`sslcert=${certificate} sslkey=${folder}/none`)).toMatch(/but not its private key.*sslkey/);
      expect(await say(`sslcert=${certificate} sslkey=${own('open', 'x', 0o644)}`)).toMatch(/chmod 600/);
      expect(await say(`sslcert=${certificate} sslkey=${own('text', 'x')}`)).toMatch(/holds no private key/);
      expect(await say(`sslcert=${certificate} sslkey=${genuine.key}`)).toMatch(/is not the one of/);
      expect(await say(`sslcert=${own('text', 'x')} sslkey=${key}`)).toMatch(/holds no certificate/);
      expect(await say(`sslrootcert=${own('text', 'x')}`)).toMatch(/holds no certificate/);
      expect(await say(`sslrootcert=${folder}/none.crt`)).toMatch(/none.crt is not there. Correct sslrootcert/);
    });
  });

  test('channel binding is taken where it is asked for, and insisted on', async () => {
    expect(await attempt('channel_binding=require sslmode=require')).toBe('TLS, verified: none');
    expect(await attempt('channel_binding=require sslmode=disable')).toMatch(/does not offer it/);
    const certificate = `sslcert=${walker.certificate} sslkey=${walker.key} user=walker dbname=certified`;
    expect(await attempt(`channel_binding=require sslmode=require ${certificate}`)).toMatch(/does not offer it/);
  });

  test('sslnegotiation=direct goes without the question', async () => {
    expect(await attempt('sslmode=require sslnegotiation=direct')).toBe('TLS, verified: none');
  });

  async function present(issued: Issued): Promise<void> {
    onTestFinished(() => server.present(genuine));
    await server.present(issued);
  }
});

function emptyHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'oriole-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A home with libpq's files. */
function homeWith(files: Readonly<Record<string, string>>): string {
  const home = emptyHome();
  mkdirSync(join(home, '.postgresql'));
  for (const [name, path] of Object.entries(files)) symlinkSync(path, join(home, '.postgresql', name));
  return home;
}
