import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { targetFromUrl } from '#core/database/target.ts';
import { targetOfProfile } from '#core/profiles/target.ts';
import { PROFILE_TLS_MODES, type ServerConnection, serverConnectionSchema } from '#shared/domain/profile.ts';

const HOME = join('/', 'home', 'me');
const NONE = { password: null, keyPassphrase: null };

function connection(given: Partial<ServerConnection> = {}): ServerConnection {
  return serverConnectionSchema.parse({
    kind: 'server',
    host: 'db.example',
    port: 5433,
    database: "o'r iole\\",
    user: 'wa=tcher',
    tls: { mode: 'verify-full', authorities: null, certificate: null, key: null },
    tunnel: null,
    schema: null,
    ...given,
  });
}

test('a profile means what its connection string would', () => {
  const secrets = { password: "it's \\ secret", keyPassphrase: 'open' };
  for (const mode of PROFILE_TLS_MODES) {
    const tls = { mode, authorities: '/ca.pem', certificate: '/c.pem', key: '/k.pem' };
    const text = `host=db.example port=5433 dbname='o\\'r iole\\\\' user='wa=tcher' password='it\\'s \\\\ secret' sslmode=${mode}
      sslrootcert=/ca.pem sslcert=/c.pem sslkey=/k.pem sslpassword=open`;
    expect(targetOfProfile(connection({ tls }), secrets, { HOME })).toEqual(targetFromUrl(text, { HOME }));
  }
});

test("without a file of authorities, verify-full trusts the system's and other modes look where libpq looks", () => {
  const of = (mode: ServerConnection['tls']['mode']) =>
    targetOfProfile(connection({ tls: { mode, authorities: null, certificate: null, key: null } }), NONE, { HOME }).tls;
  expect(of('verify-full')).toMatchObject({ mode: 'verify-full', authorities: 'system' });
  if (process.platform === 'win32') return;
  expect(of('verify-ca').authorities).toEqual({ path: join(HOME, '.postgresql', 'root.crt'), isNamed: false });
});

test("nothing of the host's surroundings changes what a profile means", () => {
  const others = {
    PGHOST: 'x',
    PGHOSTADDR: '192.0.2.9',
    PGPORT: '1',
    PGDATABASE: 'x',
    PGUSER: 'x',
    PGPASSWORD: 'x',
    PGPASSFILE: '/x',
    PGOPTIONS: '-c x=y',
    PGSSLMODE: 'disable',
    PGSSLROOTCERT: '/x',
    PGSSLCERT: '/x',
    PGSSLKEY: '/x',
    PGREQUIRESSL: '1',
    PGSERVICE: 'x',
    PGSERVICEFILE: '/x',
    PGCHANNELBINDING: 'require',
    PGTARGETSESSIONATTRS: 'primary',
    PGREQUIREAUTH: 'x',
  };
  const alone = targetOfProfile(connection(), NONE, { HOME });
  expect(targetOfProfile(connection(), NONE, { HOME, ...others })).toEqual(alone);
  expect(alone).toMatchObject({
    host: 'db.example',
    address: null,
    password: null,
    options: null,
    channelBinding: false,
  });
});

test("a file below the home is the person's, wherever the profile came from", () => {
  const tls = { mode: 'verify-ca', authorities: '~/ca.pem', certificate: '~/own/c.pem', key: '~\\k.pem' } as const;
  const target = targetOfProfile(connection({ tls }), NONE, { HOME });
  expect(target.tls.authorities).toEqual({ path: join(HOME, 'ca.pem'), isNamed: true });
  expect(target.tls.certificate?.path).toBe(join(HOME, 'own/c.pem'));
  expect(target.tls.key.path).toBe(join(HOME, 'k.pem'));
  const elsewhere = targetOfProfile(connection({ tls }), NONE, {});
  expect(elsewhere.tls.authorities).toEqual({ path: join(homedir(), 'ca.pem'), isNamed: true });
});

test('without a password, the password file is looked into', () => {
  const target = targetOfProfile(connection(), NONE, { HOME });
  expect(target.password).toBeNull();
  if (process.platform !== 'win32') expect(target.passFile).toBe(join(HOME, '.pgpass'));
  expect(targetOfProfile(connection(), { ...NONE, password: 'given' }, { HOME }).password).toBe('given');
});

test('a socket carries no TLS, whatever the profile says', () => {
  expect(targetOfProfile(connection({ host: '/tmp' }), NONE, { HOME })).toMatchObject({
    host: '/tmp',
    tls: { mode: 'disable' },
  });
});
