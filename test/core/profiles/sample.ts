import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ProfileStore } from '#core/profiles/store.ts';
import type { Profile, ServerConnection } from '#shared/domain/profile.ts';

/** A profile of a server; what a test is about is given. */
export function profile(given: Partial<Profile> & { server?: Partial<ServerConnection> } = {}): Profile {
  const { server, ...rest } = given;
  return {
    id: randomUUID(),
    name: 'Laboratory',
    colour: 'teal',
    environment: 'staging',
    connection: {
      kind: 'server',
      host: 'db.example',
      port: 5432,
      database: 'oriole',
      user: 'watcher',
      tls: { mode: 'verify-full', authorities: null, certificate: null, key: null },
      tunnel: null,
      schema: null,
      ...server,
    },
    pollMs: 2_000,
    readOnly: false,
    favourite: false,
    ...rest,
  };
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oriole-profiles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that is closed after the test. */
export async function openStore(folder: string): Promise<ProfileStore> {
  const store = await ProfileStore.open(folder);
  onTestFinished(() => store.close());
  return store;
}

export function namesIn(store: ProfileStore): string[] {
  return store.list().map(({ profile: { name } }) => name);
}

export function textOf(folder: string, file = 'profiles.json'): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** What is in a folder, without times and random parts. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => name.replace(/broken-[\dT-]+Z/, 'broken-TIME'))
    .sort();
}
