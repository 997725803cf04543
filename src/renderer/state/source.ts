import { create } from 'zustand';
import { runAddress } from '#shared/address.ts';
import type { Profile } from '#shared/domain/profile.ts';
import { isSessionId, type SessionEntry } from '#shared/domain/session.ts';
import { forgetTallies } from '../experiments/tallies.ts';
import { goTo, host } from '../link/host.ts';
import { closePrompts } from '../profiles/dialogs.ts';
import { takePlace, useAddress, useAddressedProfile, visit, visitPath, visitProfile } from './address.ts';
import { followExperiments } from './experiments.ts';
import { followFeed } from './feed.ts';
import { forgetMazes } from './mazes.ts';
import { useProfiles } from './profiles.ts';
import { loadSessionBookmarks } from './session-bookmarks.ts';
import { useSessionEntry } from './sessions.ts';

interface SourceStore {
  /** The profile whose database is shown, or the session (`session:…`); null: none. */
  readonly profile: string | null;
  /** The profile whose database was shown last: where the way back from a session leads. */
  readonly database: string | null;
  /** Grows when what is shown is another database than before: everything that knew the former one begins anew. */
  readonly turn: number;
}

/** What this window shows. */
export const useSource = create<SourceStore>(() => ({ profile: null, database: null, turn: 0 }));

/** The profile that this window shows; undefined where there is none. */
export function useShownProfile(): Profile | undefined {
  const id = useSource(({ profile }) => profile);
  return useProfiles(({ reading }) => reading?.entries.find(({ profile }) => profile.id === id)?.profile);
}

/** The session that this window shows, as the library has it; undefined where there is none. */
export function useShownSession(): SessionEntry | undefined {
  return useSessionEntry(useSource(({ profile }) => profile));
}

/** True while a session is shown and not a database. */
export function useShowsSession(): boolean {
  return useSource(({ profile }) => profile !== null && isSessionId(profile));
}

/** True where a session is shown: nothing will come. */
export function isRecorded(): boolean {
  const { profile } = useSource.getState();
  return profile !== null && isSessionId(profile);
}

/** The id of no profile: a link names a database that no profile here leads to. */
const UNKNOWN_PROFILE = 'unknown';

let stop = () => {};
/** The profile that this window began with: an address without a profile means this one for as long as it is open. */
let first: string | null = null;

/** Shows another profile's database in this window. */
export function switchTo(profile: string): void {
  if (profile === useSource.getState().profile) return;
  visitProfile(profile === first ? null : profile);
}

/** Leaves a session for the database that was shown before it, or for the one that a window begins with. */
export function leaveSession(): void {
  const { database } = useSource.getState();
  visitProfile(database === first ? null : database);
}

/** Shows a run, in whichever profile's database it is. */
export function showRun(profile: string, experimentId: number, step: number | null = null): void {
  visitProfile(profile === first ? null : profile, runAddress(experimentId, { step }));
}

/** Shows the database of the profile that the address names, whenever it names another one. */
export function followSource(): void {
  const follow = () => {
    const start = useProfiles.getState().reading?.start ?? null;
    const named = useAddressedProfile.getState();
    const own = ownProfileOf(named.profile, named.place);
    if (named.place !== null && useProfiles.getState().reading !== null && own !== UNKNOWN_PROFILE) {
      // From here on the address names the profile that it is here.
      takePlace(own === first ? null : own);
      return;
    }
    const wanted = own ?? first ?? start;
    if (first === null && named.profile === null) first = start;
    if (wanted !== useSource.getState().profile) show(wanted);
  };
  useProfiles.subscribe(follow);
  useAddressedProfile.subscribe(follow);
  follow();
  window.oriole?.onOpen(visitPath);
}

/** The profile that a link names, or, where it came from somebody else's machine, the one of the same database here. */
function ownProfileOf(profile: string | null, place: string | null): string | null {
  if (place === null) return profile;
  const entries = useProfiles.getState().reading?.entries ?? [];
  const same = entries.filter((entry) => placeOf(entry.profile) === place);
  const own = same.find((entry) => entry.profile.id === profile) ?? (same.length === 1 ? same[0] : undefined);
  // Of several the right one is not known, and a link must not lead to just any database.
  return own?.profile.id ?? profile ?? UNKNOWN_PROFILE;
}

/** A profile's database, as links between machines name it. */
export function placeOf({ connection }: Profile): string {
  if (connection.kind === 'demo') return 'demo';
  const { database, host: name, port, tunnel } = connection;
  return `${database} on ${name}:${port}${tunnel ? ` by ${tunnel.server.host}` : ''}`;
}

function show(profile: string | null): void {
  const former = useSource.getState().profile;
  stop();
  forgetWhatWasRead();
  closePrompts();
  goTo(profile);
  const isSession = profile !== null && isSessionId(profile);
  useSource.setState(({ turn, database }) => ({ profile, database: isSession ? database : profile, turn: turn + 1 }));
  if (isSession) void loadSessionBookmarks(profile);
  if (profile === null) {
    stop = () => {};
  } else {
    const ends = [followFeed(beginAnew), followExperiments()];
    stop = () => {
      for (const end of ends) end();
    };
  }
  // The new one is asked for first: where both are the same database, it need not be connected twice.
  if (former !== null) host.sources.close({ profile: former }).catch(() => {});
}

/** The profile leads to another database now. */
function beginAnew(): void {
  forgetWhatWasRead();
  const { page } = useAddress.getState();
  if (page === 'run' || page === 'compare') visit({ page: 'wall' });
  useSource.setState(({ turn }) => ({ turn: turn + 1 }));
}

function forgetWhatWasRead(): void {
  forgetMazes();
  forgetTallies();
}
