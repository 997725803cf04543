/**
 * Another process that has the profiles open. `writer.ts FOLDER PREFIX COUNT` saves that many profiles, each under a name
 * of its own, and says each number once it is saved; `writer.ts FOLDER PREFIX COUNT UID` does so as another user.
 */
import { randomUUID } from 'node:crypto';
import { ProfileStore } from '#core/profiles/store.ts';
import type { Profile } from '#shared/domain/profile.ts';

const [folder = '', prefix = '', count = '', user] = process.argv.slice(2);
if (user !== undefined) process.seteuid?.(Number(user));
const store = await ProfileStore.open(folder);
const profile: Profile = {
  id: '',
  name: '',
  colour: 'gray',
  environment: 'development',
  connection: {
    kind: 'server',
    host: 'localhost',
    port: 5_432,
    database: 'oriole',
    user: 'reader',
    tls: { mode: 'prefer', authorities: null, certificate: null, key: null },
    tunnel: null,
    schema: null,
  },
  pollMs: 2_000,
  readOnly: false,
  favourite: false,
};
try {
  for (let number = 1; number <= Number(count); number++) {
    await store.save({ ...profile, id: randomUUID(), name: `${prefix} ${number}` });
    process.stdout.write(`${number}\n`);
  }
} catch (error) {
  process.stdout.write(`${error instanceof Error ? `${error.constructor.name}: ${error.message}` : error}\n`);
} finally {
  await store.close();
}
