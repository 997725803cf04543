import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Monitor } from '#core/monitor.ts';
import type { CheckResult } from '#shared/domain/check.ts';
import type { Profile, ProfileDraft, ServerConnection } from '#shared/domain/profile.ts';
import { type Client, TRANSPORTS, type ViewerEnd } from '../support/contract-clients.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { openMonitor, temporaryFolder } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { profileOf, seedProfiles } from '../support/profiles.ts';
import { until } from '../support/until.ts';

const SECRET = 'marked-S3cret with blanks & "quotes"';

/** What a look at a connection found. */
async function examine(client: Client, profile: ProfileDraft, password = 'postgres'): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of await client.profiles.examine({ profile, secrets: { password } })) results.push(result);
  return results;
}

const connectionOf = ({ connection }: Profile): ServerConnection => {
  if (connection.kind !== 'server') throw new Error('no server');
  return connection;
};

describe.each(TRANSPORTS)('profiles over %s', (_, connect) => {
  let laboratory: Laboratory;
  let folder: string;
  let lab: Profile;
  let monitor: Monitor;
  let viewer: ViewerEnd;
  let client: Client;

  beforeEach(async () => {
    laboratory = await ownLaboratory('triggers');
    folder = temporaryFolder();
    lab = profileOf(laboratory.url, 'Lab');
    await seedProfiles(folder, [lab, profileOf(laboratory.url, 'Other')]);
    ({ monitor } = await openMonitor({ kind: 'url', url: laboratory.url }, { directory: folder }));
    viewer = await connect(monitor);
    client = viewer.client;
  });

  /** Saves a password for a profile and waits until its feed is live for this viewer. */
  async function openLive(id: string): Promise<void> {
    await client.profiles.supply({ id, kind: 'password', secret: 'postgres', keep: 'session' });
    await client.sources.open({ profile: id });
    await until('it is live', async () => (await client.feed.read({ source: id })).status.state === 'live');
  }

  test('a list waits for what changes in it', async () => {
    const { revision, entries, start } = await client.profiles.read({});
    expect(entries.map(({ profile }) => profile.id)).toEqual(['command-line', 'lab', 'other', 'demo']);
    expect(start).toBe('command-line');
    const waiting = client.profiles.read({ after: revision, waitMs: 10_000 });
    await client.profiles.save({ profile: { ...lab, name: 'Lab 3' }, keep: 'session' });
    const { entries: after } = await waiting;
    expect(after.find(({ profile }) => profile.id === 'lab')?.profile.name).toBe('Lab 3');
  });

  test('a secret goes in, and never comes out', async () => {
    const { id } = await client.profiles.save({
      profile: { ...lab, id: null, name: 'Secret' },
      secrets: { password: SECRET, keyPassphrase: SECRET, tunnel: SECRET, jump: SECRET },
      keep: 'session',
    });
    const pasted = await client.profiles.takeApart({
      text: `postgres://walker:${encodeURIComponent(SECRET)}@127.0.0.1:1/oriole`,
    });
    expect(pasted).toMatchObject({ fields: { host: '127.0.0.1', user: 'walker' }, pasted: expect.any(String) });
    await client.profiles.save({
      profile: { ...lab, id: null, name: 'Pasted' },
      pasted: pasted.pasted,
      keep: 'session',
    });
    const { entries } = await client.profiles.read({});
    expect(entries.find(({ profile }) => profile.name === 'Pasted')?.secrets.password).toBe('session');
    await client.profiles.duplicate({ id: id ?? '' });
    await client.sources.open({ profile: id ?? '' });
    await until('it failed', async () => (await client.feed.read({ source: id })).status.state === 'failed');
    await examine(client, { ...lab, id });
    await client.profiles.export({ ids: entries.map(({ profile }) => profile.id) });
    const { entries: last } = await client.profiles.read({});
    expect(last.find(({ profile }) => profile.id === id)?.secrets).toEqual({
      password: 'session',
      keyPassphrase: 'session',
      tunnel: 'session',
      jump: 'session',
    });
    const heard = JSON.stringify(viewer.received);
    expect(heard.length).toBeGreaterThan(1_000);
    for (const form of [SECRET, encodeURIComponent(SECRET), 'marked-S3cret']) expect(heard).not.toContain(form);
  });

  test('exploit: the id of a profile alone reads nothing', async () => {
    await openLive('other');
    const stranger = (await connect(monitor)).client;
    const experiment = await laboratory.addExperiment();
    for (const source of ['other', 'lab', 'nobody', 'demo', '__proto__', '../lab']) {
      const calls = [
        stranger.feed.read({ source }),
        stranger.feed.retry({ source }),
        stranger.feed.setPollInterval({ source, ms: 250 }),
        stranger.experiments.list({ source }),
        stranger.experiments.details({ source, id: experiment }),
        stranger.mazes.get({ source, id: 1 }),
        stranger.runs.read({ source, experimentId: experiment }),
        stranger.runs.action({ source, experimentId: experiment, actionId: 1 }),
        stranger.triggers.read({ source }),
        stranger.triggers.plan({ source, change: 'remove' }),
        stranger.triggers.apply({ source, change: 'remove', digest: '' }),
      ];
      for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'NOT_OPEN' });
    }
    // And none of that has connected anything.
    const { entries } = await stranger.profiles.read({});
    expect(entries.filter(({ open }) => open).map(({ profile }) => profile.id)).toEqual(['command-line', 'other']);
    await expect(stranger.sources.open({ profile: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await client.sources.close({ profile: 'other' });
    await expect(client.feed.read({ source: 'other' })).rejects.toMatchObject({ code: 'NOT_OPEN' });
  });

  test('exploit: a kept password goes to no other server', async () => {
    const heard: string[] = [];
    // A server that asks for the password in clear, and takes whatever comes.
    const thief = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (first) => {
        // The question for TLS comes first, in most modes.
        if (first.length === 8) socket.write('N');
        else socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
        socket.on('data', (more) => {
          heard.push(more.toString('latin1'));
          socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
        });
      });
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void thief.close());
    const { port } = thief.address() as AddressInfo;
    await client.profiles.supply({ id: 'lab', kind: 'password', secret: SECRET, keep: 'session' });
    const connection = connectionOf(lab);
    const moved = { ...lab, connection: { ...connection, port, tls: { ...connection.tls, mode: 'disable' as const } } };
    for await (const _ of await client.profiles.examine({ profile: moved })) void _;
    const outcome = await client.profiles.save({ profile: moved, keep: 'session' });
    expect(outcome).toMatchObject({ done: true, sentence: expect.stringContaining('were forgotten') });
    await client.sources.open({ profile: 'lab' });
    await until('it asks', async () => (await client.feed.read({ source: 'lab' })).status.wants === 'password');
    // Back again, it is asked for: what was forgotten is gone.
    await client.profiles.save({ profile: lab, keep: 'session' });
    await until('it asks', async () => (await client.feed.read({ source: 'lab' })).status.wants === 'password');
    expect(heard.join('\n')).not.toContain('marked-S3cret');
  });

  test('what was edited in two windows is not overwritten', async () => {
    const first = { ...lab, name: 'First' };
    expect(await client.profiles.save({ profile: first, keep: 'session', edited: lab })).toMatchObject({ done: true });
    const second = await client.profiles.save({ profile: { ...lab, name: 'Second' }, keep: 'session', edited: lab });
    expect(second).toMatchObject({ done: false, sentence: expect.stringContaining('in another window') });
    const { entries } = await client.profiles.read({});
    expect(entries.find(({ profile }) => profile.id === 'lab')?.profile.name).toBe('First');
  });

  test('a profile that another process changes is followed', async () => {
    const elsewhere = await ownLaboratory('triggers');
    await elsewhere.addExperiment('of the other database');
    await openLive('lab');
    const changed = connectionOf(profileOf(elsewhere.url, 'Lab'));
    await seedProfiles(folder, [{ ...lab, connection: { ...connectionOf(lab), database: changed.database } }]);
    await until('the other database is shown', async () =>
      (await client.experiments.list({ source: 'lab' })).changed.some(({ model }) => model === 'of the other database'),
    );
  });

  test('nobody watches everything, or tests without end', async () => {
    await seedProfiles(
      folder,
      Array.from({ length: 20 }, (_, index) => ({ ...lab, id: `many-${index}`, name: `Many ${index}` })),
    );
    const open = async (index: number) => client.sources.open({ profile: `many-${index}` });
    await until('they are known', async () => (await client.profiles.read({})).entries.length === 24);
    for (let index = 0; index < 16; index++) await open(index);
    await expect(open(16)).rejects.toMatchObject({ code: 'TOO_MANY' });
    await open(3);
    await client.sources.close({ profile: 'many-3' });
    await open(16);
    const tests = await Promise.all(Array.from({ length: 5 }, () => examine(client, lab)));
    expect(tests.filter(([first]) => first?.sentence.includes('still running'))).toHaveLength(2);
  });

  test('exploit: files are whole paths of plain files, and what is in them stays there', async () => {
    const marked = join(folder, 'marked.txt');
    writeFileSync(marked, `${SECRET}\n`, { mode: 0o600 });
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const connection = connectionOf(lab);
    const withFiles = (path: string): ProfileDraft[] => [
      { ...lab, connection: { ...connection, tls: { ...connection.tls, mode: 'verify-ca', authorities: path } } },
      {
        ...lab,
        connection: { ...connection, tls: { ...connection.tls, mode: 'require', certificate: path, key: path } },
      },
      {
        ...lab,
        connection: {
          ...connection,
          tunnel: { server: { host: '127.0.0.1', port: 1, user: 'me', way: 'key', keyFile: path }, jump: null },
        },
      },
    ];
    for (const path of [
      '../../etc/shadow',
      '/etc/../etc/shadow',
      '~/../root/.ssh/id',
      'key.pem',
      '/etc/x\0y',
      '/a\nb',
    ]) {
      for (const profile of withFiles(path)) {
        await expect(client.profiles.save({ profile, keep: 'session' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
        await expect(examine(client, profile)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      }
    }
    for (const path of [marked, pipe, '/dev/zero', folder]) {
      for (const profile of withFiles(path)) {
        const results = await examine(client, profile);
        expect(results.some(({ state }) => state === 'failed')).toBe(true);
      }
    }
    expect(JSON.stringify(viewer.received)).not.toContain('marked-S3cret');
  });

  test('exploit: no field carries a setting of TLS, or another host', async () => {
    const connection = connectionOf(lab);
    for (const host of [
      'db?sslmode=disable',
      'db/x?sslmode=disable',
      'postgres://db',
      'one,two',
      'db sslmode=disable',
      "db' sslmode='disable",
      'me@db',
      '-oProxyCommand=x',
      'db#x',
    ]) {
      const profile = { ...lab, connection: { ...connection, host } };
      await expect(client.profiles.save({ profile, keep: 'session' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
    const strict = { ...connection.tls, mode: 'verify-full' as const };
    for (const part of ['oriole sslmode=disable', 'oriole?sslmode=disable', "oriole' sslmode='disable"]) {
      for (const smuggled of [{ database: part }, { user: part }]) {
        const results = await examine(client, { ...lab, connection: { ...connection, ...smuggled, tls: strict } });
        // The tests' server speaks no TLS: whoever insists on it gets no further.
        expect(results.find(({ name }) => name === 'tls')).toMatchObject({ state: 'failed' });
      }
    }
    const { fields, notes } = await client.profiles.takeApart({
      text: 'postgres://reader@db.example/oriole?sslmode=disable',
    });
    expect(fields.tls?.mode).toBeUndefined();
    expect(notes.join(' ')).toContain('sslmode=disable protects less than verify-full');
  });

  test('a profile’s own rules hold for every viewer', async () => {
    await client.profiles.save({ profile: { ...lab, readOnly: true }, keep: 'session' });
    await openLive('lab');
    const { digest } = await client.triggers.plan({ source: 'lab', change: 'remove' });
    const apply = (confirmation: string | null) =>
      client.triggers.apply({ source: 'lab', change: 'remove', digest, confirmation });
    expect(await apply(null)).toMatchObject({ done: false, sentence: expect.stringContaining('read-only') });
    await client.profiles.save({ profile: { ...lab, environment: 'production' }, keep: 'session' });
    for (const confirmation of [null, '', 'lab', 'Lab ']) {
      expect(await apply(confirmation)).toMatchObject({ done: false, sentence: expect.stringContaining('production') });
    }
    expect(await apply('Lab')).toMatchObject({ done: true });
  });

  test('a feed lasts as long as a viewer has it open', async () => {
    await openLive('lab');
    const second = (await connect(monitor)).client;
    await second.sources.open({ profile: 'lab' });
    await client.sources.close({ profile: 'lab' });
    expect((await second.feed.read({ source: 'lab' })).status.state).toBe('live');
    await second.sources.close({ profile: 'lab' });
    const isOpen = async () =>
      (await client.profiles.read({})).entries.some(({ profile, open }) => profile.id === 'lab' && open);
    expect(await isOpen()).toBe(false);
  });

  test('what was removed comes back as it was, secrets included', async () => {
    await openLive('lab');
    await client.sources.close({ profile: 'lab' });
    expect(await client.profiles.remove({ id: 'lab' })).toMatchObject({ done: true });
    await expect(client.sources.open({ profile: 'lab' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.profiles.remove({ id: 'lab' })).toMatchObject({ done: false });
    expect(await client.profiles.restore({ id: 'lab' })).toMatchObject({ done: true });
    await client.sources.open({ profile: 'lab' });
    await until('it is live', async () => (await client.feed.read({ source: 'lab' })).status.state === 'live');
    expect(await client.profiles.restore({ id: 'nobody' })).toMatchObject({ done: false });
  });

  test('what the command line gave becomes a profile, with its password', async () => {
    const { id } = await client.profiles.duplicate({ id: 'command-line' });
    await client.sources.open({ profile: id ?? '' });
    await until('it is live', async () => (await client.feed.read({ source: id })).status.state === 'live');
  });

  test('a schema that is named is the only one that is looked into', async () => {
    await laboratory.db.query('CREATE SCHEMA empty');
    const inSchema = (schema: string) => ({ ...lab, connection: { ...connectionOf(lab), schema } });
    const tablesOf = async (schema: string) =>
      (await examine(client, inSchema(schema))).find(({ name }) => name === 'tables');
    expect(await tablesOf('public')).toMatchObject({ state: 'ok' });
    expect(await tablesOf('empty')).toMatchObject({ state: 'failed', sentence: expect.stringContaining('empty') });
    await client.profiles.save({ profile: inSchema('empty'), secrets: { password: 'postgres' }, keep: 'session' });
    await client.sources.open({ profile: 'lab' });
    await until('it failed', async () => (await client.feed.read({ source: 'lab' })).status.state === 'failed');
    expect((await client.feed.read({ source: 'lab' })).status.reason).toContain('The schema empty');
  });
});
