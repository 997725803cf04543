import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { Connector } from '#core/database/connect.ts';
import { explain } from '#core/database/problem.ts';
import { type ConnectionTarget, describeTarget, targetFromEnvironment, targetFromUrl } from '#core/database/target.ts';

const SECRET = 'marked-Passw0rd';

/** The parts of a target that its string is about. */
function partsOf({ host, address, port, database, user, password, tls }: ConnectionTarget): unknown[] {
  return [host, address, port, database, user, password, tls.mode];
}

describe('a connection string', () => {
  test.each<[string, unknown[]]>([
    ['postgres://u:p@db:1/d', ['db', null, 1, 'd', 'u', 'p', 'prefer']],
    ['postgresql://u@[::1]/d?sslmode=require', ['::1', null, 5432, 'd', 'u', null, 'require']],
    ['postgres://u:a%20b%3F%23@db/d', ['db', null, 5432, 'd', 'u', 'a b?#', 'prefer']],
    ['postgres://u:a#b@db/d', ['db', null, 5432, 'd', 'u', 'a#b', 'prefer']],
    ['postgres://u:a?b@db/a%2Fb', ['db', null, 5432, 'a/b', 'u', 'a?b', 'prefer']],
    ['postgres:///d?host=/tmp&user=u&password=a+b', ['/tmp', null, 5432, 'd', 'u', 'a+b', 'disable']],
    ['postgres://u@%2Ftmp/d?sslmode=require', ['/tmp', null, 5432, 'd', 'u', null, 'disable']],
    ['postgres://u@db/d?ssl=true', ['db', null, 5432, 'd', 'u', null, 'require']],
    ['postgres://u@db/d?schema=other&pgbouncer=true', ['db', null, 5432, 'd', 'u', null, 'prefer']],
    ['host=db port=7 dbname=d user=u', ['db', null, 7, 'd', 'u', null, 'prefer']],
    ["  host = db   user= u dbname ='my db' ", ['db', null, 5432, 'my db', 'u', null, 'prefer']],
    ["user=u password='it\\'s \\\\' host=db", ['db', null, 5432, 'u', 'u', "it's \\", 'prefer']],
    ['user=u password=a\\ b host=db', ['db', null, 5432, 'u', 'u', 'a b', 'prefer']],
    ["user=u password=a'b host=db", ['db', null, 5432, 'u', 'u', "a'b", 'prefer']],
    ["user=u host='' password='' dbname=d", ['localhost', null, 5432, 'd', 'u', null, 'prefer']],
    ['user=u host=a host=b', ['b', null, 5432, 'u', 'u', null, 'prefer']],
    ['user=u hostaddr=192.0.2.1', ['192.0.2.1', '192.0.2.1', 5432, 'u', 'u', null, 'prefer']],
    ['user=u host=db sslrootcert=system', ['db', null, 5432, 'u', 'u', null, 'verify-full']],
  ])('%s', (text, parts) => {
    expect(partsOf(targetFromUrl(text, {}))).toEqual(parts);
  });

  test('takes any value, quoted', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (password) => {
        const quoted = password.replace(/[\\']/g, '\\$&');
        expect(targetFromUrl(`host=db password='${quoted}' user=u`, {}).password).toBe(password);
        expect(targetFromUrl(`postgres://u:${encodeURIComponent(password)}@db`, {}).password).toBe(password);
      }),
    );
  });

  test.each([
    [`mysql://u:${SECRET}@db/d`, /must begin with postgres/],
    [`${SECRET}`, /must begin with postgres.*Or write host=/],
    [`postgres://u:${SECRET}@[db/d`, /could not be read/],
    [`postgres://u:${SECRET}@db:99999/d`, /could not be read/],
    [`host=db port=0 password=${SECRET}`, /port must be/],
    [`host=db password=my ${SECRET}`, /Setting 3 .* has no "="/],
    [`host=db password=my ${SECRET}=1`, /Setting 3 .* libpq does not know/],
    [`host=db password='${SECRET}`, /Setting 2 .* quote that nothing ends/],
    [`host=db sslmode=${SECRET}`, /sslmode must be one of disable, allow, prefer, require/],
    [`host=a,b password=${SECRET}`, /Several hosts/],
    [`host=db connect_timeout=${SECRET}`, /whole number of seconds/],
    [`host=db target_session_attrs=read-write password=${SECRET}`, /target_session_attrs .* Name the one server/],
    [`host=db require_auth=scram-sha-256`, /require_auth .* not supported/],
    [`host=db sslrootcert=system sslmode=require`, /too weak\. Use sslmode=verify-full/],
    [`host=db sslnegotiation=direct sslmode=prefer`, /direct needs TLS/],
    [`hostaddr=192.0.2.1 sslmode=verify-full`, /needs the name of the host/],
  ])('%s is refused, and not quoted', (text, says) => {
    const reason = refusal(() => targetFromUrl(text, {}));
    expect(reason).toMatch(says);
    expect(reason).not.toContain(SECRET);
  });

  test('is described without secrets', () => {
    expect(describeTarget(targetFromUrl(`host=db password=${SECRET} dbname=d`, {}))).toBe('d on db:5432');
  });
});

describe('where a setting comes from', () => {
  test('what is said explicitly wins over the service, which wins over the environment', () => {
    const env = home({
      '.pg_service.conf':
        '# ours\n[other]\nhost=wrong\n\n[lab]\nhost=service\nport=2\n user=s \nuser=late\n[lab]\nport=9\n',
    });
    const all = { ...env, PGHOST: 'env', PGPORT: '3', PGUSER: 'e', PGDATABASE: 'env_db', PGSERVICE: 'lab' };
    expect(partsOf(targetFromUrl('port=1', all))).toEqual(['service', null, 1, 'env_db', 's', null, 'prefer']);
    expect(partsOf(targetFromUrl('postgres://x@url', all)).slice(0, 5)).toEqual(['url', null, 2, 'env_db', 'x']);
    expect(partsOf(targetFromEnvironment(all)).slice(0, 5)).toEqual(['service', null, 2, 'env_db', 's']);
    expect(targetFromUrl('service=lab user=u', env).host).toBe('service');
    expect(targetFromUrl('postgres:///?service=lab', env).port).toBe(2);
    // Empty hides what a lower source says.
    expect(targetFromUrl("host='' user=u", all).host).toBe('localhost');
  });

  test('PGSERVICEFILE and PGSYSCONFDIR are looked into, in this order', () => {
    const folder = home({ mine: '[a]\nhost=mine\n', 'pg_service.conf': '[a]\nhost=system\n[b]\nhost=b\n' }).HOME;
    const env = { HOME: '/nowhere', PGSERVICEFILE: join(folder, 'mine'), PGSYSCONFDIR: folder, PGUSER: 'u' };
    expect(targetFromUrl('service=a', env).host).toBe('mine');
    expect(targetFromUrl('service=b', env).host).toBe('b');
    expect(refusal(() => targetFromUrl('service=c', env))).toMatch(/no service "c"/);
    expect(refusal(() => targetFromUrl('service=a', { ...env, PGSERVICEFILE: '/none' }))).toMatch(/PGSERVICEFILE/);
  });

  test.each([
    [`password ${SECRET}`, /Line 3 of .* cannot be understood/],
    [`passwort=${SECRET}`, /Line 3 of .* cannot be understood/],
    ['ldap://directory/x', /LDAP/],
    ['service=other', /another service/],
  ])('a service with the line "%s" is refused', (line, says) => {
    const env = home({ '.pg_service.conf': `[lab]\nhost=h\n${line}\n` });
    const reason = refusal(() => targetFromUrl('service=lab', env));
    expect(reason).toMatch(says);
    expect(reason).not.toContain(SECRET);
  });

  test('PGSSLMODE, PGREQUIRESSL and PGSSLROOTCERT are heard', () => {
    const mode = (env: Record<string, string>) => targetFromUrl('host=db user=u', env).tls.mode;
    expect(mode({ PGSSLMODE: 'verify-ca' })).toBe('verify-ca');
    expect(mode({ PGREQUIRESSL: '1' })).toBe('require');
    expect(mode({ PGREQUIRESSL: '1', PGSSLMODE: 'allow' })).toBe('allow');
    expect(mode({ PGSSLROOTCERT: 'system' })).toBe('verify-full');
  });
});

describe('the password file', () => {
  const server = () => new URL(inject('postgresUrl'));
  const settings = () => `host=127.0.0.1 port=${server().port} user=postgres dbname=postgres`;

  async function signIn(text: string, env: Record<string, string>): Promise<string> {
    try {
      await (await new Connector(targetFromUrl(text, env)).connect(() => {})).end();
      return 'in';
    } catch (error) {
      return explain(error).reason;
    }
  }

  test.each([
    ['PGPASSFILE', (file: string) => ({ PGPASSFILE: file })],
    ['~/.pgpass', (_: string, folder: string) => ({ HOME: folder })],
  ])('is found by %s', async (_, variables) => {
    const lines = `# 127.0.0.1:*:*:*:no\n127.0.0.1:1:*:*:no\n127.0.0.1:${server().port}:post\\gres:*:postgres\n*:*:*:*:no\n`;
    const { HOME } = home({ '.pgpass': lines });
    expect(await signIn(settings(), variables(join(HOME, '.pgpass'), HOME))).toBe('in');
    expect(await signIn(`${settings()} passfile=${HOME}/.pgpass`, { HOME: '/nowhere' })).toBe('in');
  });

  test('is used only when it is its owner’s alone, and says so', async () => {
    const { HOME } = home({ '.pgpass': `*:*:*:*:${SECRET}\n` });
    expect(await signIn(settings(), { HOME })).toMatch(/password was not accepted/);
    chmodSync(join(HOME, '.pgpass'), 0o644);
    const reason = await signIn(settings(), { HOME });
    expect(reason).toMatch(/others may read it: chmod 600/);
    expect(reason).not.toContain(SECRET);
    expect(await signIn(settings(), { HOME: '/nowhere' })).toMatch(
      /none was given\. Enter it, or put it into the password file/,
    );
    // A colon ends the password too, and the first line that matches is the answer.
    expect(await signIn(settings(), home({ '.pgpass': '*:*:*:*\n*:*:*:*:postgres:rest\n*:*:*:*:no\n' }))).toBe('in');
    expect(await signIn(settings(), home({ '.pgpass': '*:*:*:*:\n*:*:*:*:postgres\n' }))).toMatch(/has none either/);
    expect(await signIn(settings(), home({ '.pgpass': `other:*:*:*:${SECRET}\n` }))).toMatch(/No line of/);
  });
});

/** A home with these files. */
function home(files: Readonly<Record<string, string>>): { HOME: string } {
  const folder = mkdtempSync(join(tmpdir(), 'oriole-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return { HOME: folder };
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return explain(error).reason;
  }
  return 'nothing was refused';
}
