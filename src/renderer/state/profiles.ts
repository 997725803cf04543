import { create } from 'zustand';
import type { ProfilesReading } from '#shared/contract.ts';
import type { ProfileEntry } from '#shared/domain/profile.ts';
import { host } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';

/** The saved profiles, as the host last told; null before it did. */
export const useProfiles = create<{ readonly reading: ProfilesReading | null }>(() => ({ reading: null }));

/** Keeps {@link useProfiles} up to date for as long as the page lives. */
export function followProfiles(): void {
  pull(
    (signal) =>
      host.profiles.read({ after: useProfiles.getState().reading?.revision ?? null, waitMs: WAIT_MS }, { signal }),
    (reading) => useProfiles.setState({ reading }),
  );
}

/** Favourites first, then as they were added: the order of the list and of the keys 1 to 9. */
export function inOrder(entries: readonly ProfileEntry[]): readonly ProfileEntry[] {
  return [...entries].sort((a, b) => Number(b.profile.favourite) - Number(a.profile.favourite));
}
