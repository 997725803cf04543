import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidTargetError } from '#core/database/settings.ts';
import type { ConnectionFields } from '#core/profiles/import/fields.ts';
import { shellWords } from '#core/profiles/import/shell-words.ts';
import { takeApart } from '#core/profiles/import/take-apart.ts';
import { defaultTlsMode, PROFILE_TLS_MODES } from '#shared/domain/profile.ts';

const SECRET = 'marked-Passw0rd';
const DB: ConnectionFields = { host: 'db.example', port: 7, database: 'd', user: 'u' };

describe('the parts of what was pasted', () => {
  test.each<[string, ConnectionFields, string | null]>([
    ['postgres://u:p%40ss@db.example:7/d', DB, 'p@ss'],
    ['  postgresql://u@db.example:7/d\n', DB, null],
    ['"postgres://u:pass@db.example:7/d"', DB, 'pass'],
    ['DATABASE_URL=postgres://u:pass@db.example:7/d', DB, 'pass'],
    [`export DATABASE_URL='postgres://u:pass@db.example:7/d'`, DB, 'pass'],
    ['postgres://[::1]/d', { host: '::1', database: 'd' }, null],
    ['postgres:///d?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'd' }, null],
    ["host=db.example port=7 dbname=d user=u password='a b'", DB, 'a b'],
    ['hostaddr=192.0.2.1 dbname=d', { host: '192.0.2.1', database: 'd' }, null],
    ['psql -h db.example -p 7 -U u d', DB, null],
    ['psql d u -h db.example -p7', DB, null],
    ['$ PGPASSWORD=pass /usr/bin/psql -Uu --host=db.example --port 7 -d d -c "SELECT 1" -qAt', DB, 'pass'],
    ['psql -h db.example \\\n  -p 7 --user=u --dbname d | less', DB, null],
    ['psql -h elsewhere "host=db.example port=7 dbname=d user=u password=pass"', DB, 'pass'],
    [`psql 'postgres://u:pa$$@db.example:7/d'`, DB, 'pa$$'],
    ['PGHOST=db.example PGPORT=7 psql -v a=b -f file d u', DB, null],
    ['jdbc:postgresql://db.example:7/d?user=u&password=p%26ss', DB, 'p&ss'],
    ['jdbc:postgresql://[2001:db8::1]:7/d', { host: '2001:db8::1', port: 7, database: 'd' }, null],
    ['jdbc:postgresql:d', { database: 'd' }, null],
    ['JDBC_URL=jdbc:postgresql://db.example:7/d?user=u', DB, null],
  ])('%s', (text, fields, password) => {
    const taken = takeApart(text);
    expect([taken.fields, taken.password, taken.notes]).toEqual([fields, password, []]);
  });

  test.each<[string, string]>([
    ['host=h options=-csearch_path=lab', 'lab'],
    ["host=h options='-c search_path=Lab'", 'lab'],
    [`host=h options='-c search_path="Lab,1"'`, 'Lab,1'],
    [`host=h options='--search-path="$user",lab'`, 'lab'],
    ['postgres://h/d?options=-c%20search_path%3Dlab', 'lab'],
    ['postgres://h/d?options=-csearch_path%3D%22my%5C%20lab%22', 'my lab'],
    ['jdbc:postgresql://h/d?currentSchema=lab', 'lab'],
  ])('the schema of %s', (text, schema) => {
    expect(takeApart(text).fields.schema).toBe(schema);
  });

  test('files and the passphrase of a client certificate', () => {
    const taken = takeApart(
      'host=db.example sslmode=verify-full sslrootcert=/ca.pem sslcert=~/c.pem sslkey=/k.pem sslpassword=open',
    );
    const tls = { mode: 'verify-full', authorities: '/ca.pem', certificate: '~/c.pem', key: '/k.pem' };
    expect([taken.fields.tls, taken.keyPassphrase, taken.notes]).toEqual([tls, 'open', []]);
  });
});

describe('a pasted string never weakens TLS unseen', () => {
  test.each<[string, string | undefined, RegExp | null]>([
    ['host=db.example sslmode=verify-full', 'verify-full', null],
    [
      'host=db.example sslmode=verify-ca',
      undefined,
      /sslmode=verify-ca protects less than verify-full.*choose verify-ca under TLS/,
    ],
    ['postgres://db.example/d?sslmode=require', undefined, /sslmode=require protects less/],
    ['postgres://db.example/d?ssl=true', undefined, /sslmode=require protects less/],
    ['host=db.example sslmode=disable', undefined, /sslmode=disable protects less than verify-full/],
    ['host=db.example sslmode=allow', undefined, /sslmode=allow protects less.*choose prefer or disable/],
    ['dbname=d sslmode=prefer', undefined, /protects less than verify-full/],
    ['host=localhost sslmode=require', 'require', null],
    ['host=localhost sslmode=prefer', 'prefer', null],
    ['host=/tmp sslmode=disable', undefined, /sslmode=disable protects less than prefer/],
    ['host=db.example sslrootcert=system', 'verify-full', null],
    [`host=db.example sslmode=${SECRET}`, undefined, /What sslmode asks for is not known/],
    ['jdbc:postgresql://db.example/d?ssl=true', 'verify-full', null],
    ['psql "host=db.example sslmode=require"', undefined, /protects less/],
    ['PGSSLMODE=disable psql -h db.example', undefined, /protects less/],
  ])('%s', (text, mode, note) => {
    const taken = takeApart(text);
    expect(taken.fields.tls?.mode).toBe(mode);
    expect(taken.notes).toEqual(note === null ? [] : [expect.stringMatching(note)]);
  });

  test('whatever is asked for', () => {
    const host = fc.constantFrom(
      'localhost',
      '/tmp',
      '127.0.0.1',
      '127.0.0.1.evil.example',
      'db.example',
      '10.0.0.1',
      '::1',
    );
    const mode = fc.constantFrom(...PROFILE_TLS_MODES, 'allow', 'nonsense');
    fc.assert(
      fc.property(host, mode, fc.boolean(), (at, sslmode, asUrl) => {
        const text = asUrl
          ? `postgres:///d?host=${encodeURIComponent(at)}&sslmode=${sslmode}`
          : `host=${at} sslmode=${sslmode}`;
        const taken = takeApart(text).fields.tls?.mode;
        const rank = (one: (typeof PROFILE_TLS_MODES)[number]) => PROFILE_TLS_MODES.indexOf(one);
        if (taken !== undefined) expect(rank(taken)).toBeGreaterThanOrEqual(rank(defaultTlsMode(at)));
      }),
    );
  });
});

describe('what is not taken over is said', () => {
  test.each<[string, RegExp]>([
    ['host=a,b dbname=d', /Several hosts are named/],
    ['postgres://h/d?connect_timeout=3&keepalives=0', /no place for connect_timeout and keepalives/],
    ['host=h hostaddr=192.0.2.1', /no place for hostaddr/],
    ['host=h channel_binding=require sslcrl=/crl', /not held to what channel_binding and sslcrl asked for/],
    ['host=h service=lab', /service that is named was not looked up/],
    ['PGSERVICE=lab psql', /service that is named was not looked up/],
    ['host=h passfile=/p', /password file that is named/],
    ['host=h sslrootcert=ca.pem', /The file of sslrootcert was left out/],
    ['host=h sslkey=/a/../k.pem', /The file of sslkey was left out/],
    ['host=h port=0', /The port was left out/],
    ['host=h dbname=\u0007', /The database was left out/],
    ['host=h options=-cwork_mem=1', /Other settings of the session/],
    ['host=h options=-csearch_path=a,b', /Several schemas/],
    ['postgres://h/d?pgbouncer=true', /libpq does not know were left out/],
    ['jdbc:postgresql://h/d?tcpKeepAlive=true', /Properties of the JDBC driver/],
    ['jdbc:postgresql://h/d?sslkey=/k.pk8', /\.pk8.*PEM/],
    ['psql -h $HOST -d d', /the shell would put in/],
    ['PGPASSWORD=$(cat $(which file) | tail) psql -h h', /the shell would put in/],
    ['psql -h h -U `id -un; true`', /the shell would put in/],
  ])('%s', (text, note) => {
    expect(takeApart(text).notes).toEqual([expect.stringMatching(note)]);
  });

  test.each([
    'mysql://u:marked-Passw0rd@h/d',
    'marked-Passw0rd',
    '',
    'psql "host=h password=a marked-Passw0rd"',
    'psql "dbname=d \'marked-Passw0rd"',
    'jdbc:mysql://h/marked-Passw0rd',
    'jdbc:postgresql://h/d?password=%marked-Passw0rd',
    `host=${'x'.repeat(30_000)}`,
  ])('%j is refused', (text) => {
    expect(() => takeApart(text)).toThrow(InvalidTargetError);
    try {
      takeApart(text);
    } catch (error) {
      expect(String(error)).not.toContain(SECRET);
    }
  });
});

test('a password comes out of any form as it is, and is in nothing that a viewer sees', () => {
  const password = fc
    .string({ minLength: 8, unit: 'binary' })
    .filter((text) => text.isWellFormed() && !text.includes('\0'));
  const conninfo = (text: string) => `host=db.example user=u password='${text.replace(/[\\']/g, '\\$&')}'`;
  const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const forms = fc.constantFrom<(text: string) => string>(
    (text) => `postgres://u:${encodeURIComponent(text)}@db.example/d?sslmode=require`,
    (text) => `postgres://u@db.example/d?password=${encodeURIComponent(text)}`,
    (text) => `jdbc:postgresql://db.example/d?user=u&password=${encodeURIComponent(text)}&other=1`,
    conninfo,
    (text) => `psql ${shell(conninfo(text))}`,
    (text) => `PGPASSWORD=${shell(text)} psql -h db.example`,
  );
  fc.assert(
    fc.property(password, forms, (secret, form) => {
      const taken = takeApart(form(secret));
      expect(taken.password).toBe(secret);
      expect(JSON.stringify([taken.fields, taken.notes])).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
  );
});

test('words come out of the shell as they went in', () => {
  const quotes = fc.constantFrom<(text: string) => string>(
    (text) => `'${text.replaceAll("'", "'\\''")}'`,
    (text) => `"${text.replace(/[$`"\\]/g, '\\$&')}"`,
    (text) => (text === '' ? "''" : text.replace(/[^\n]/gs, '\\$&').replaceAll('\n', "'\n'")),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary-ascii' }), quotes)), (words) => {
      const line = words.map(([word, quote]) => quote(word)).join(' \t');
      expect(shellWords(line)).toEqual(words.map(([text]) => ({ text, isOpen: false })));
    }),
  );
});

test('nothing that is pasted is more than a refusal', () => {
  const pieces = fc.constantFrom(
    'psql',
    ' ',
    '"',
    "'",
    '\\',
    'jdbc:postgresql:',
    '//',
    'postgres://',
    '@',
    ':',
    '?',
    '=',
    '-d',
    '--host',
    'host',
    '%',
    '$(',
    'options=',
    '-c',
    '[',
    ',',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
      try {
        takeApart(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidTargetError);
      }
    }),
    { numRuns: 2_000 },
  );
});
