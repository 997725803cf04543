import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findConnections, takeFound } from '#core/profiles/import/found.ts';
import { temporaryFolder } from '../sample.ts';

const SECRET = 'marked-Passw0rd';

/** A home with the person's files, and the system's folder beside it. */
function home(files: { services?: string; systemServices?: string; passwords?: string }): Record<string, string> {
  const folder = temporaryFolder();
  const system = join(folder, 'etc');
  mkdirSync(system);
  if (files.services !== undefined) writeFileSync(join(folder, '.pg_service.conf'), files.services);
  if (files.systemServices !== undefined) writeFileSync(join(system, 'pg_service.conf'), files.systemServices);
  if (files.passwords !== undefined) writeFileSync(join(folder, '.pgpass'), files.passwords, { mode: 0o600 });
  return { HOME: folder, PGSYSCONFDIR: system };
}

test('a machine without any of it has nothing to offer', async () => {
  expect(await findConnections(home({}))).toEqual({ connections: [], problems: [] });
  expect(await findConnections({ ...home({}), PGUSER: 'u', PGPASSWORD: 'p' })).toEqual({
    connections: [],
    problems: [],
  });
});

test.skipIf(process.platform === 'win32')(
  'services of both files, each once and without secrets until it is taken',
  async () => {
    const env = home({
      services: `# mine\n[lab]\nhost=db.example\ndbname=oriole\nuser=me\npassword=${SECRET}\nsslmode=require\n\n[both]\nhost=mine\n`,
      systemServices: '[both]\nhost=theirs\n[ours]\ndbname=shared\n',
    });
    const { connections, problems } = await findConnections(env);
    expect(problems).toEqual([]);
    expect(
      connections.map(({ id, suggestedName, fields, hasPassword }) => [id, suggestedName, fields, hasPassword]),
    ).toEqual([
      ['service:lab', 'lab', { host: 'db.example', database: 'oriole', user: 'me' }, true],
      ['service:both', 'both', { host: 'mine' }, false],
      ['service:ours', 'ours', { host: 'localhost', database: 'shared' }, false],
    ]);
    const own = join(env['HOME'] ?? '', '.pg_service.conf');
    const system = join(env['PGSYSCONFDIR'] ?? '', 'pg_service.conf');
    expect(connections.map(({ source }) => source)).toEqual([
      `Service lab in ${own}`,
      `Service both in ${own}`,
      `Service ours in ${system}`,
    ]);
    expect(connections[0]?.notes).toEqual([expect.stringMatching(/sslmode=require protects less/)]);
    expect(JSON.stringify(connections)).not.toContain(SECRET);

    const taken = await takeFound('service:lab', env);
    expect([taken.fields, taken.password, taken.notes]).toEqual([
      connections[0]?.fields,
      SECRET,
      connections[0]?.notes,
    ]);
    await expect(takeFound('service:none', env)).rejects.toThrow(/Look for connections again/);
  },
);

test.skipIf(process.platform === 'win32')('a service that cannot be understood takes no other with it', async () => {
  const env = home({ services: '[bad]\nldap://x\n[good]\nhost=h\n' });
  const { connections, problems } = await findConnections(env);
  expect(connections.map(({ id }) => id)).toEqual(['service:good']);
  expect(problems).toEqual([expect.stringMatching(/Line 2 of .*LDAP/)]);
  const missing = await findConnections({ ...env, PGSERVICEFILE: '/none' });
  expect(missing).toEqual({ connections: [], problems: [expect.stringMatching(/\/none is not there/)] });
});

test.skipIf(process.platform === 'win32')('lines of the password file; the passwords stay where they are', async () => {
  const env = home({
    passwords: [
      '# a comment:1:2:3:4',
      `db.example:5433:oriole:me:${SECRET}`,
      `db.example:5433:oriole:me:another`,
      `*:*:lab:*:${SECRET}`,
      `*:*:*:*:${SECRET}`,
      `a\\:b:1:*:*:${SECRET}`,
      'no.password:1:d:u:',
      'short:line',
    ].join('\n'),
  });
  const { connections, problems } = await findConnections(env);
  expect(problems).toEqual([]);
  expect(connections.map(({ suggestedName, fields }) => [suggestedName, fields])).toEqual([
    ['oriole on db.example', { host: 'db.example', port: 5433, database: 'oriole', user: 'me' }],
    ['lab', { database: 'lab' }],
    ['PostgreSQL on a:b', { host: 'a:b', port: 1 }],
  ]);
  expect(connections[0]?.notes).toEqual([
    expect.stringMatching(/not copied\. It stays in .*\.pgpass, which is looked into at every/),
  ]);
  const taken = await takeFound(connections[0]?.id ?? '', env);
  expect([taken.fields, taken.password]).toEqual([connections[0]?.fields, null]);
  expect(JSON.stringify([connections, taken])).not.toContain(SECRET);

  chmodSync(join(env['HOME'] ?? '', '.pgpass'), 0o644);
  const [open] = (await findConnections(env)).connections;
  expect(open?.notes[1]).toMatch(/Others may read that file/);
});

test("libpq's variables, with the service that they name", async () => {
  const env = { ...home({}), PGHOST: 'db.example', PGDATABASE: 'd', PGPASSWORD: SECRET, PGSSLMODE: 'disable' };
  const { connections } = await findConnections(env);
  expect(connections).toMatchObject([
    {
      id: 'environment',
      suggestedName: 'd on db.example',
      fields: { host: 'db.example', database: 'd' },
      hasPassword: true,
    },
  ]);
  expect(JSON.stringify(connections)).not.toContain(SECRET);
  expect((await takeFound('environment', env)).password).toBe(SECRET);
  if (process.platform === 'win32') return;
  const named = { ...home({ services: '[lab]\nhost=of.service\n' }), PGSERVICE: 'lab', PGUSER: 'me' };
  const [first] = (await findConnections(named)).connections;
  expect(first?.fields).toEqual({ host: 'of.service', user: 'me' });
});
