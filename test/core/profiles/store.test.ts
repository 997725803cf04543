import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileSchema } from '#shared/domain/profile.ts';
import { until } from '../../support/until.ts';
import { filesIn, namesIn, openStore, profile, temporaryFolder, textOf } from './sample.ts';

test('a folder without profiles is created for its owner alone, and nothing is written before there is anything', async () => {
  const folder = join(temporaryFolder(), 'of', 'the host');
  const store = await openStore(folder);
  expect([store.list(), store.lastUsed(), store.problem, store.lastGood]).toEqual([[], null, null, null]);
  expect(filesIn(folder)).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('what is saved is there when it is opened again, for its owner alone', async () => {
  const folder = temporaryFolder();
  const [first, second] = [profile({ name: 'First' }), profile({ name: 'Second', favourite: true })];
  const store = await openStore(folder);
  await store.save(first);
  await store.save(second);
  await store.save({ ...first, name: 'First, changed' });
  await store.noteUse(second.id, new Date('2031-02-03T04:05:06.789Z'));
  await store.close();

  const again = await openStore(folder);
  expect(again.list()).toEqual([
    { profile: { ...first, name: 'First, changed' }, lastUsedAt: null },
    { profile: second, lastUsedAt: new Date('2031-02-03T04:05:06.789Z') },
  ]);
  expect(again.get(second.id)?.profile).toEqual(second);
  expect(again.get('none')).toBeNull();
  expect(again.lastUsed()).toBe(second.id);
  expect(JSON.parse(textOf(folder))).toMatchObject({ schemaVersion: 1, lastProfileId: second.id });
  expect(filesIn(folder)).toEqual(['profiles.json', 'profiles.last-good.json']);
  if (process.platform === 'win32') return;
  for (const file of ['profiles.json', 'profiles.last-good.json']) {
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  }
});

test('500 profiles with difficult names come back exactly', async () => {
  const folder = temporaryFolder();
  const difficult = ['a.b.c', '"\'`\\', '🦜 \u202e \ud800', 'x'.repeat(10_000), '__proto__', 'constructor', '{a} *'];
  const names = Array.from({ length: 500 }, (_, index) => difficult[index] ?? `${index}`);
  const store = await openStore(folder);
  // Nobody saves 500 by hand; a file that has them is what is opened.
  const profiles = names.map((name) => profile({ name, server: { database: name.slice(0, 200) } }));
  writeFileSync(
    join(folder, 'profiles.json'),
    JSON.stringify({ schemaVersion: 1, profiles: profiles.map((one) => ({ profile: one, lastUsedAt: null })) }),
  );
  const one = profile({ name: '__proto__', id: '__proto__' });
  await store.save(one);
  await store.close();
  expect((await openStore(folder)).list().map((stored) => stored.profile)).toEqual([...profiles, one]);
});

test('any name comes back exactly', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  const name = fc
    .string({ minLength: 1, unit: 'binary' })
    .filter((text) => profileSchema.shape.name.safeParse(text).data === text);
  await fc.assert(
    fc.asyncProperty(name, async (text) => {
      await store.save(profile({ id: 'only', name: text }));
      expect(JSON.parse(textOf(folder)).profiles[0].profile.name).toBe(text);
      expect(namesIn(store)).toEqual([text]);
    }),
    { numRuns: 40 },
  );
});

test('a profile that is none is refused, and nothing changes', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await expect(store.save(profile({ name: '' }))).rejects.toThrow();
  expect(filesIn(folder)).toEqual([]);
});

test('a removed profile is put back where it was, with all that was known of it', async () => {
  const store = await openStore(temporaryFolder());
  const profiles = ['A', 'B', 'C'].map((name) => profile({ name, id: name }));
  for (const one of profiles) await store.save(one);
  await store.noteUse('B', new Date(5));
  const before = store.list();
  const removed = await store.remove('B');
  expect([namesIn(store), store.lastUsed()]).toEqual([['A', 'C'], null]);
  if (removed === null) throw new Error('Nothing was removed.');
  await store.restore(removed);
  expect([store.list(), store.lastUsed()]).toEqual([before, 'B']);
  // Undone twice, it is still there once.
  await store.restore(removed);
  expect(namesIn(store)).toEqual(['A', 'B', 'C']);
  expect(await store.remove('none')).toBeNull();
});

test('the demo can have been used last without being in the list', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await store.noteUse('demo', new Date());
  await store.close();
  const again = await openStore(folder);
  expect([again.lastUsed(), again.list()]).toEqual(['demo', []]);
});

test('what was asked for later is what stays', async () => {
  const store = await openStore(temporaryFolder());
  const names = Array.from({ length: 20 }, (_, index) => `${index}`);
  await Promise.all(names.map((name) => store.save(profile({ id: 'only', name }))));
  expect(namesIn(store)).toEqual(['19']);
});

test('a store hears of its own changes and of those of others', async () => {
  const folder = temporaryFolder();
  const [here, there] = [await openStore(folder), await openStore(folder)];
  let heard = 0;
  const stop = here.onChange(() => heard++);
  await here.save(profile({ name: 'here' }));
  expect(heard).toBe(1);
  await there.save(profile({ name: 'there' }));
  expect(namesIn(there)).toEqual(['here', 'there']);
  await until('the other change is seen', () => namesIn(here).length === 2);
  expect(heard).toBe(2);
  stop();
  await here.save(profile());
  expect(heard).toBe(2);
});

test('what a killed writer left is cleared away, and nothing else', async () => {
  const folder = temporaryFolder();
  const left = ['profiles.json', 'profiles.last-good.json'].map((name) => `${name}.${randomUUID()}.tmp`);
  for (const name of [...left, 'profiles.json.mine.tmp', 'profiles.json~']) writeFileSync(join(folder, name), '');
  await openStore(folder);
  expect(filesIn(folder)).toEqual(['profiles.json.mine.tmp', 'profiles.json~']);
});

test('a link to the file is followed, not replaced', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const store = await openStore(elsewhere);
  await store.save(profile({ name: 'one' }));
  symlinkSync(join(elsewhere, 'profiles.json'), join(folder, 'profiles.json'));
  await (await openStore(folder)).save(profile({ name: 'two' }));
  expect(lstatSync(join(folder, 'profiles.json')).isSymbolicLink()).toBe(true);
  expect(JSON.parse(textOf(elsewhere)).profiles).toHaveLength(2);
});

test('what is not known in the file stays in it', async () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const bad = {
    profile: { id: 'bad', name: 'Bad\none', connection: { kind: 'server', host: 'a b' } },
    note: { __proto__: 1 },
  };
  const good = profile({ name: 'Good' });
  const twin = { profile: { ...good, name: 'Twin' } };
  const file = { schemaVersion: 1, more: ['kept'], profiles: [bad, { profile: good, colour: 'kept' }, 7, null, twin] };
  writeFileSync(join(folder, 'profiles.json'), JSON.stringify(file));

  const store = await openStore(folder);
  expect(namesIn(store)).toEqual(['Good']);
  expect(store.problem).toMatch(
    /The profile "Bad one" cannot be used \(name: .*Profile 3 of the file.*Profile 4.*"Twin" has the id of another/,
  );
  await store.noteUse(good.id, new Date(7));
  await store.save(profile({ name: 'More' }));
  const written = JSON.parse(textOf(folder));
  expect(written).toMatchObject({ more: ['kept'] });
  expect(written.profiles.toSpliced(1, 1).toSpliced(-1)).toEqual([bad, 7, null, twin]);
  expect(written.profiles[1]).toEqual({ profile: good, colour: 'kept', lastUsedAt: new Date(7).toISOString() });
  expect(namesIn(store)).toEqual(['Good', 'More']);
});
