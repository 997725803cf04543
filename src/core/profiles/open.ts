import { type SourceChoice, UsageError } from '#core/source-choice.ts';
import { DEMO_PROFILE_ID, type Profile } from '#shared/domain/profile.ts';
import { DEMO_PROFILE } from './built-in.ts';
import { lossesOfCommandLine, profileOfCommandLine, secretsOfCommandLine } from './command-line.ts';
import { noVault } from './no-vault.ts';
import { Profiles } from './profiles.ts';
import { Secrets } from './secrets.ts';
import { ProfileStore } from './store.ts';
import type { Vault } from './vault.ts';

export interface ProfilesOptions {
  readonly source: SourceChoice;
  readonly otherwise: 'demo' | 'nothing';
  readonly directory: string;
  readonly vault: Vault | null;
}

/** The profiles of a host and their secrets. */
export interface ProfilesOfHost {
  readonly profiles: Profiles;
  readonly secrets: Secrets;
}

/**
 * Reads the saved profiles, and finds out with which one to begin.
 * @throws UsageError when the one that is asked for does not exist
 */
export async function openProfiles({ source, otherwise, directory, vault }: ProfilesOptions): Promise<ProfilesOfHost> {
  const store = await ProfileStore.open(directory);
  const secrets = new Secrets(vault ?? noVault);
  const given = source.kind === 'url' || source.kind === 'environment' ? source : null;
  const commandLine = given && profileOfCommandLine(given);
  try {
    const start = commandLine?.id ?? startOf(source, store, otherwise);
    return {
      profiles: new Profiles({
        store,
        secrets,
        commandLine,
        given: given && (() => ({ secrets: secretsOfCommandLine(given), losses: lossesOfCommandLine(given) })),
        start,
      }),
      secrets,
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Names in one sentence. */
const MOST_NAMED = 20;

function startOf(source: SourceChoice, store: ProfileStore, otherwise: 'demo' | 'nothing'): string | null {
  if (source.kind === 'demo') return DEMO_PROFILE_ID;
  if (source.kind === 'profile') return find(store, source.name).id;
  const last = store.lastUsed();
  if (last !== null && (last === DEMO_PROFILE_ID || store.get(last) !== null)) return last;
  return otherwise === 'demo' ? DEMO_PROFILE_ID : null;
}

function find(store: ProfileStore, name: string): Profile {
  const profiles = store.list().map(({ profile }) => profile);
  const found = [...profiles, DEMO_PROFILE].filter((profile) => profile.id === name || profile.name === name);
  if (found.length > 1 && !found.some(({ id }) => id === name)) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new UsageError(`${found.length} profiles have that name. Name one by its id: ${ids}.`);
  }
  const [one] = found.sort((a, b) => Number(b.id === name) - Number(a.id === name));
  if (one) return one;
  const known = profiles.map((profile) => `"${profile.name.slice(0, 60)}"`);
  const shown = known.slice(0, MOST_NAMED).join(', ');
  const more = known.length > MOST_NAMED ? ` and ${known.length - MOST_NAMED} more` : '';
  throw new UsageError(
    known.length === 0
      ? 'There are no saved profiles. Save one in the window first.'
      : `There is no profile of that name. There are: ${shown}${more}.`,
  );
}
