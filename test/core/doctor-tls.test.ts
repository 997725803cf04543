import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Authority, canMakeCertificates } from '../support/certificates.ts';
import { doctor, endsAt, report, statesOf } from '../support/doctor.ts';
import { TlsPostgres } from '../support/tls-postgres.ts';

describe.skipIf(!canMakeCertificates)('the doctor and TLS (needs the program openssl)', () => {
  let authority: Authority;
  let server: TlsPostgres;

  beforeAll(async () => {
    authority = new Authority('Oriole Test Authority');
    server = await TlsPostgres.create(authority.issue({ names: 'DNS:localhost' }), authority.certificate);
  });

  afterAll(async () => {
    await server?.remove();
    authority?.remove();
  });

  const settings = (more: string) =>
    `host=localhost port=${server.port} user=postgres password=postgres dbname=postgres ${more}`;

  test('says what the certificate says, and whether anybody looked', async () => {
    const { tls } = await report(settings(`sslmode=verify-full sslrootcert=${authority.certificate}`));
    expect(tls).toMatchObject({
      state: 'ok',
      sentence: expect.stringMatching(
        /^TLSv1\.\d; certificate of somebody, issued by Oriole Test Authority, valid until \d{4}-\d\d-\d\d; authority and name were verified/,
      ),
    });
    expect((await report(settings('sslmode=require'))).tls.sentence).toMatch(/not verified \(sslmode=require\)/);
  });

  test('warns where TLS was given up, and of a certificate that ends soon', async () => {
    const other = new Authority('Somebody Else');
    onTestFinished(() => other.remove());
    const found = await report(settings(`sslmode=prefer sslrootcert=${other.certificate}`));
    expect(found.tls).toMatchObject({
      state: 'warning',
      sentence: expect.stringMatching(/^Not used: sslmode=prefer went on without it\. .*signed by/),
      advice: expect.stringContaining('sslmode=require'),
    });
    expect(found['sign-in'].state).toBe('ok');
    const required = await report(settings(`dbname=with_tls sslrootcert=${other.certificate}`));
    expect(statesOf(required)).toEqual(endsAt('tls'));
    await server.present(authority.issue({ names: 'DNS:localhost', years: [-1, 0.01] }));
    expect((await report(settings('sslmode=require'))).tls).toMatchObject({
      state: 'warning',
      sentence: expect.stringMatching(/ends in [23] days/),
    });
    await server.present(authority.issue({ names: 'DNS:localhost', years: [-2, -1] }));
    expect((await report(settings('sslmode=require'))).tls.sentence).toMatch(/It has expired/);
    await server.present(authority.issue({ names: 'DNS:localhost' }));
  });

  test("trusts the system's authorities when told to, and nobody else", () => {
    const url = settings('sslrootcert=system');
    const trusting = doctor(['--json', '--url', url], { SSL_CERT_FILE: authority.certificate });
    expect(trusting.stdout).toMatch(/authority and name were verified/);
    const other = doctor(['--json', '--url', url], {});
    expect(other.status).toBe(1);
    expect(other.stdout).toMatch(/signed by an unknown authority|signed by itself/);
  });
});
