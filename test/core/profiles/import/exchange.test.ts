import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExchangeError, exportProfiles, importProfiles } from '#core/profiles/import/exchange.ts';
import { ENVIRONMENTS, PROFILE_COLOURS, type Profile, profileSchema } from '#shared/domain/profile.ts';
import { profile } from '../sample.ts';

function file(profiles: unknown[], more: object = {}): string {
  return JSON.stringify({ format: 'oriole-monitor profiles', version: 1, profiles, ...more });
}

test('what was exported is imported as it was', () => {
  const name = fc
    .string({ minLength: 1, unit: 'binary' })
    .filter((text) => profileSchema.shape.name.safeParse(text).data === text);
  const profiles = fc.uniqueArray(
    fc.record({
      name,
      colour: fc.constantFrom(...PROFILE_COLOURS),
      environment: fc.constantFrom(...ENVIRONMENTS),
      readOnly: fc.boolean(),
      favourite: fc.boolean(),
    }),
    { selector: (one) => one.name },
  );
  fc.assert(
    fc.property(profiles, (given) => {
      const all = given.map((one) => profile(one));
      expect(importProfiles(exportProfiles(all), [])).toEqual({ profiles: all, notes: [] });
    }),
  );
});

test('nothing else is exported, and nothing else taken', () => {
  const one = { ...profile(), password: 'secret', connection: { ...profile().connection, password: 'secret' } };
  expect(exportProfiles([one])).not.toContain('secret');
  const { profiles } = importProfiles(file([one], { secrets: ['secret'] }), []);
  expect(profiles).toHaveLength(1);
  expect(JSON.stringify(profiles)).not.toContain('secret');
});

test('nothing that exists is replaced', () => {
  const here = profile({ name: 'Lab', id: 'known' });
  const there: Profile[] = [
    profile({ name: 'Lab', id: 'known' }),
    profile({ name: 'Lab', id: 'own' }),
    profile({ name: 'Lab (2)', id: 'twice' }),
    profile({ name: 'Other', id: 'twice' }),
    profile({ name: 'x'.repeat(10_000), id: 'long' }),
    profile({ name: 'x'.repeat(10_000), id: 'long2' }),
  ];
  const { profiles } = importProfiles(exportProfiles(there), [here]);
  expect(profiles.slice(0, 4).map(({ name }) => name)).toEqual(['Lab (2)', 'Lab (3)', 'Lab (4)', 'Other']);
  expect(profiles.map(({ id }) => id)).toEqual([
    expect.stringMatching(/^[\da-f-]{36}$/),
    'own',
    'twice',
    expect.stringMatching(/^[\da-f-]{36}$/),
    'long',
    'long2',
  ]);
  expect(profiles.map((one) => profileSchema.safeParse(one).success)).toEqual(Array(6).fill(true));
});

test('entries that are none are named, and the others imported', () => {
  const bad = { ...profile({ name: 'Bad' }), pollMs: -1 };
  const { profiles, notes } = importProfiles(file([7, bad, profile({ name: 'Good' }), { name: 'y'.repeat(500) }]), []);
  expect(profiles.map(({ name }) => name)).toEqual(['Good']);
  expect(notes).toEqual([
    expect.stringMatching(/^Profile 1 was left out, because it is not a valid profile/),
    expect.stringMatching(/^"Bad" was left out, because it is not a valid profile \(pollMs: /),
    expect.stringMatching(/^"y{60}…" was left out/),
  ]);
});

test('a profile that protects little is imported, and said', () => {
  const weak = profile({
    name: 'Weak',
    server: { tls: { mode: 'require', authorities: null, certificate: null, key: null } },
  });
  const local = profile({
    name: 'Local',
    server: { host: 'localhost', tls: { mode: 'prefer', authorities: null, certificate: null, key: null } },
  });
  const { profiles, notes } = importProfiles(
    exportProfiles([weak, local, profile({ id: 'demo', name: 'Demo', connection: { kind: 'demo' } })]),
    [],
  );
  expect(profiles).toHaveLength(2);
  expect(notes).toEqual([
    '"Weak" protects its connection less than is usual for its host. Look at its TLS.',
    '"Demo" was left out: every machine has a demo laboratory of its own.',
  ]);
});

test.each<[string, RegExp]>([
  ['{', /no JSON/],
  ['[]', /no exported profiles/],
  ['{"format":"other","version":1,"profiles":[]}', /no exported profiles/],
  [file([], { version: 2 }), /newer Oriole Monitor/],
  [file([], { profiles: {} }), /no exported profiles/],
  [file(Array(600).fill(profile({ name: 'z'.repeat(2_000) }))), /more than 1 MB/],
])('%.60s is refused as a whole', (text, why) => {
  expect(() => importProfiles(text, [])).toThrow(ExchangeError);
  expect(() => importProfiles(text, [])).toThrow(why);
});

test('what could not be imported is not exported', () => {
  const many = Array.from({ length: 150 }, () => profile({ name: 'z'.repeat(9_000) }));
  expect(() => exportProfiles(many)).toThrow(/more than 1 MB together.*Choose fewer/);
});
