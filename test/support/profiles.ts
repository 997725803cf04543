import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProfileStore } from '#core/profiles/store.ts';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import type { Profile, ServerConnection } from '#shared/domain/profile.ts';

/** A profile that leads to a test's database. */
export function profileOf(
  url: string,
  name: string,
  more: Partial<Omit<Profile, 'connection'>> = {},
  connection: Partial<ServerConnection> = {},
): Profile {
  const { hostname, port, pathname, username } = new URL(url);
  return {
    id: name
      .toLowerCase()
      .replace(/[^a-z]/g, '-')
      .slice(0, 64),
    name,
    colour: 'blue',
    environment: 'development',
    connection: {
      kind: 'server',
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      user: username,
      tls: { mode: 'prefer', authorities: null, certificate: null, key: null },
      tunnel: null,
      schema: null,
      ...connection,
    },
    pollMs: POLL_RANGE_MS.usual,
    readOnly: false,
    favourite: false,
    ...more,
  };
}

/** Saves profiles in a host's folder, as a former start of it would have. */
export async function seedProfiles(directory: string, profiles: readonly Profile[]): Promise<void> {
  const store = await ProfileStore.open(directory);
  await store.saveAll(profiles);
  await store.close();
}

/**
 * A home whose password file has a password for everything, and the variable that says so: what a host that stores no
 * secrets reads.
 */
export function homeWithPasswords(directory: string, password: string): Readonly<Record<string, string>> {
  writeFileSync(join(directory, '.pgpass'), `*:*:*:*:${password}\n`, { mode: 0o600 });
  return { HOME: directory };
}
