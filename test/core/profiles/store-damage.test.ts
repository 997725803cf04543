import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Profile } from '#shared/domain/profile.ts';
import { until } from '../../support/until.ts';
import { filesIn, namesIn, openStore, profile, temporaryFolder, textOf } from './sample.ts';

/** A folder in which profiles were saved, and the path of its file. */
async function savedFolder(...profiles: Profile[]): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  for (const one of profiles) await store.save(one);
  await store.close();
  return { folder, file: join(folder, 'profiles.json') };
}

function asideIn(folder: string): string[] {
  return filesIn(folder).filter((name) => name.includes('.broken-'));
}

const GOOD = JSON.stringify({ schemaVersion: 1, profiles: [] });

describe('a file that cannot be used is set aside, said, and its last good copy offered', () => {
  test.each<[string, string, RegExp]>([
    ['cut off', GOOD.slice(0, -2), /incomplete or was changed by hand/],
    ['half new, half old', `${GOOD.slice(0, 20)}${GOOD}`, /incomplete or was changed by hand/],
    ['of zeros, as after a power cut', '\0'.repeat(300), /incomplete or was changed by hand/],
    ['empty', '', /it is empty/],
    ["another program's", '{"name":"other","version":3}', /another program's/],
    ['a list', '[1]', /another program's/],
    ['with a version that is none', '{"schemaVersion":"1","profiles":[]}', /another program's/],
    ['without a list', '{"schemaVersion":1,"profiles":{}}', /another program's/],
  ])('%s', async (_, text, why) => {
    const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
    writeFileSync(file, text);
    const store = await openStore(folder);
    expect(namesIn(store)).toEqual([]);
    expect(store.problem).toMatch(why);
    expect(store.problem).toMatch(
      /set aside as profiles\.json\.broken-.* A copy with 1 profile from .* can be restored\.$/,
    );
    expect(store.lastGood?.profiles).toBe(1);
    const [aside = ''] = store.problem?.match(/profiles\.json\.broken-[\w-]+/) ?? [];
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);

    await store.restoreLastGood();
    expect([namesIn(store), store.problem, store.lastGood]).toEqual([['Saved'], null, null]);
    expect(namesIn(await openStore(folder))).toEqual(['Saved']);
    expect(asideIn(folder)).toEqual(['profiles.json.broken-TIME']);
  });

  test('a folder in its place', async () => {
    const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
    rmSync(file);
    mkdirSync(file);
    writeFileSync(join(file, 'kept'), '');
    const store = await openStore(folder);
    expect(store.problem).toMatch(/it is not a plain file/);
    await store.restoreLastGood();
    expect(namesIn(store)).toEqual(['Saved']);
    expect(asideIn(folder)).toEqual(['profiles.json.broken-TIME']);
  });

  test('gone altogether', async () => {
    const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
    rmSync(file);
    const store = await openStore(folder);
    expect(store.problem).toMatch(/was not there any more\. A copy with 1 profile/);
    await store.restoreLastGood();
    expect([namesIn(store), store.problem]).toEqual([['Saved'], null]);
  });

  test('without a copy, nothing is offered and one can go on', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'profiles.json'), '{');
    const store = await openStore(folder);
    expect(store.problem).toMatch(/set aside as profiles\.json\.broken-[\w-]+\.$/);
    expect(store.lastGood).toBeNull();
    await expect(store.restoreLastGood()).rejects.toThrow(/no last good copy/);
    await store.save(profile({ name: 'New' }));
    expect(store.problem).toMatch(/set aside/);
    await store.dismissProblem();
    expect([namesIn(store), store.problem]).toEqual([['New'], null]);
  });

  test('again and again, each is kept', async () => {
    const folder = temporaryFolder();
    for (const text of ['{1', '{2', '{3']) {
      writeFileSync(join(folder, 'profiles.json'), text);
      await (await openStore(folder)).close();
    }
    expect(asideIn(folder)).toHaveLength(3);
  });
});

test('the copy stays on offer until somebody decides, whatever is saved meanwhile', async () => {
  const { folder, file } = await savedFolder(
    profile({ name: 'Old', id: 'old' }),
    profile({ name: 'Both', id: 'both' }),
  );
  writeFileSync(file, '{');
  const store = await openStore(folder);
  await store.save(profile({ name: 'New' }));
  await store.save(profile({ name: 'Both, newer', id: 'both' }));
  await store.close();
  // The bad file came once more, in the meantime.
  writeFileSync(file, textOf(folder).slice(1));
  writeFileSync(file, `{${textOf(folder)}`);
  const again = await openStore(folder);
  expect(again.lastGood?.profiles).toBe(2);
  await again.restoreLastGood();
  expect(namesIn(again).sort()).toEqual(['Both, newer', 'New', 'Old']);
  expect(JSON.parse(textOf(folder, 'profiles.last-good.json')).profiles).toHaveLength(3);
});

test('whoever goes on without the copy is not asked again', async () => {
  const { folder, file } = await savedFolder(profile({ name: 'Old' }));
  writeFileSync(file, '{');
  const store = await openStore(folder);
  await store.save(profile({ name: 'New' }));
  await store.dismissProblem();
  expect([store.problem, store.lastGood]).toEqual([null, null]);
  await store.close();
  const again = await openStore(folder);
  expect([namesIn(again), again.problem]).toEqual([['New'], null]);
});

test('the copy is never made of a file with profiles that cannot be used', async () => {
  const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
  const good = textOf(folder, 'profiles.last-good.json');
  writeFileSync(file, textOf(folder).replace('db.example', 'db . example'));
  const store = await openStore(folder);
  await store.save(profile());
  expect(textOf(folder, 'profiles.last-good.json')).toBe(good);
});

test('a file of a newer version is read as far as it goes, and never written', async () => {
  const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
  const text = textOf(folder).replace('"schemaVersion": 1', '"schemaVersion": 2, "news": true');
  writeFileSync(file, text);
  const store = await openStore(folder);
  expect(namesIn(store)).toEqual(['Saved']);
  expect(store.problem).toMatch(/written by a newer Oriole Monitor.*Update this program/);
  await expect(store.save(profile())).rejects.toThrow(/newer Oriole Monitor/);
  await expect(store.noteUse('x', new Date())).rejects.toThrow(/newer Oriole Monitor/);
  await expect(store.restoreLastGood()).rejects.toThrow(/newer Oriole Monitor/);
  expect([textOf(folder), filesIn(folder)]).toEqual([text, ['profiles.json', 'profiles.last-good.json']]);
});

test('a file that goes bad while it is open costs nothing: what is shown is saved anew', async () => {
  const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
  const store = await openStore(folder);
  let heard = 0;
  store.onChange(() => heard++);
  writeFileSync(file, '{"half":');
  await until('it is seen', () => store.problem !== null);
  expect(store.problem).toMatch(/cannot be used, because it is incomplete.*left as it is/);
  expect([namesIn(store), heard]).toEqual([['Saved'], 1]);

  await store.save(profile({ name: 'New' }));
  expect(namesIn(store)).toEqual(['Saved', 'New']);
  expect(store.problem).toMatch(/set aside as profiles\.json\.broken-.*were saved anew/);
  expect(JSON.parse(textOf(folder)).profiles).toHaveLength(2);
  expect(asideIn(folder)).toHaveLength(1);

  // And one that becomes good again by itself is good again.
  await store.dismissProblem();
  const good = textOf(folder);
  writeFileSync(file, '');
  await until('it is seen', () => store.problem !== null);
  writeFileSync(file, good);
  await until('it is good again', () => store.problem === null);
});

test('a file that goes away while it is open is written again with the next change', async () => {
  const { folder, file } = await savedFolder(profile({ name: 'Saved' }));
  const store = await openStore(folder);
  rmSync(file);
  await store.save(profile({ name: 'New' }));
  expect(JSON.parse(textOf(folder)).profiles).toHaveLength(2);
});
