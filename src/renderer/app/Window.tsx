import { Loader } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import type { Address } from '#shared/address.ts';
import { DEMO_PROFILE_ID } from '#shared/domain/profile.ts';
import { isSessionId } from '#shared/domain/session.ts';
import { CommandHelp } from '../commands/CommandHelp.tsx';
import { CommandPalette } from '../commands/CommandPalette.tsx';
import { useCommandKeys } from '../commands/use-command-keys.ts';
import { ExperimentList } from '../experiments/ExperimentList.tsx';
import { FeedState } from '../feed/FeedState.tsx';
import { MissingProfile } from '../profiles/MissingProfile.tsx';
import { ProfileDialogs } from '../profiles/ProfileDialogs.tsx';
import { StoreProblem } from '../profiles/StoreProblem.tsx';
import { useProfileKeys } from '../profiles/use-profile-keys.ts';
import { Welcome } from '../profiles/Welcome.tsx';
import { RecordDialog } from '../recording/RecordDialog.tsx';
import { DropTarget } from '../sessions/DropTarget.tsx';
import { MissingSession } from '../sessions/MissingSession.tsx';
import { SessionDialogs } from '../sessions/SessionDialogs.tsx';
import { nameOf } from '../sessions/session-words.ts';
import { PictureDialog } from '../share/PictureDialog.tsx';
import { VideoDialog } from '../share/VideoDialog.tsx';
import { useAddress } from '../state/address.ts';
import { useProfiles } from '../state/profiles.ts';
import { useLibrary } from '../state/sessions.ts';
import { useShownProfile, useShownSession, useSource } from '../state/source.ts';
import { Wall } from '../wall/Wall.tsx';
import { Header } from './Header.tsx';
import { useWindowCommands } from './use-window-commands.ts';

const ComparePage = lazy(() => import('../compare/ComparePage.tsx'));
const RunPage = lazy(() => import('../run/RunPage.tsx'));
const SessionsPage = lazy(() => import('../sessions/SessionsPage.tsx'));

/** The whole window: what is watched, or the ways to something that can be, and the dialogs in front of it. */
export function Window() {
  useProfileKeys();
  useCommandKeys();
  useWindowCommands();
  useTitle();
  return (
    <>
      <Content />
      <ProductionFrame />
      <ProfileDialogs />
      <RecordDialog />
      <SessionDialogs />
      <CommandPalette />
      <CommandHelp />
      <PictureDialog />
      <VideoDialog />
      <DropTarget />
    </>
  );
}

function Content() {
  const { profile, turn } = useSource();
  const entries = useProfiles(({ reading }) => reading?.entries);
  const isLibrary = useAddress(({ page }) => page === 'sessions');
  if (profile === null) return isLibrary ? <LibraryOnly /> : entries ? <Welcome /> : <Waiting />;
  // Whatever belongs to one database goes with it.
  if (isSessionId(profile)) return <Session key={turn} session={profile} />;
  const isThere = profile === DEMO_PROFILE_ID || entries?.some((entry) => entry.profile.id === profile);
  if (!entries || isThere) return <Source key={turn} />;
  return isLibrary ? <LibraryOnly /> : <MissingProfile profile={profile} />;
}

/** A recording, as a database is shown; what tells whether it is there is the library. */
function Session({ session }: { readonly session: string }) {
  const reading = useLibrary();
  const isLibrary = useAddress(({ page }) => page === 'sessions');
  // While folders are still being looked through, it may be in one of the others.
  const isMissing = reading && !reading.loading && !reading.entries.some(({ id }) => id === session);
  if (!isMissing) return <Source />;
  return isLibrary ? <LibraryOnly /> : <MissingSession session={session} />;
}

/** The library, where no database and no session is shown beside it. */
function LibraryOnly() {
  return (
    <div className="window" data-page="sessions">
      <aside className="sidebar" aria-label="Experiments">
        <Header />
        <StoreProblem />
        <div className="empty">Nothing is shown. Open a recording, or choose a profile above.</div>
      </aside>
      <main className="centre">
        <Suspense fallback={null}>
          <SessionsPage />
        </Suspense>
      </main>
    </div>
  );
}

/** The experiments on the left; the Wall, a run, a comparison or the library in the centre. */
function Source() {
  const address = useAddress();
  return (
    <div className="window" data-page={address.page}>
      <aside className="sidebar" aria-label="Experiments">
        <Header />
        <StoreProblem />
        <FeedState />
        <ExperimentList />
      </aside>
      <main className="centre">
        {address.page === 'wall' ? (
          <Wall />
        ) : (
          <Suspense fallback={null}>
            {address.page === 'run' && <RunPage key={address.experimentId} address={address} />}
            {address.page === 'compare' && <ComparePage address={address} />}
            {address.page === 'sessions' && <SessionsPage />}
          </Suspense>
        )}
      </main>
    </div>
  );
}

function Waiting() {
  return (
    <main className="empty">
      <Loader size="sm" m="auto" />
      Connecting to the host.
    </main>
  );
}

/** By which tabs and windows are told apart. */
function useTitle(): void {
  const profile = useShownProfile();
  const session = useShownSession();
  const name = (session ? nameOf(session) : profile?.name)?.slice(0, 60);
  const run = useAddress((address) => titleOf(address));
  useEffect(() => {
    document.title = [run, name, 'Oriole Monitor'].filter(Boolean).join(' · ');
  }, [run, name]);
}

function titleOf(address: Address): string | null {
  if (address.page === 'run') return `Run ${address.experimentId}`;
  if (address.page === 'sessions') return 'Sessions';
  return address.page === 'compare' ? `Compare ${address.experimentIds.join(', ')}` : null;
}

function ProductionFrame() {
  return useShownProfile()?.environment === 'production' ? (
    <div className="production-frame" data-testid="production-frame" />
  ) : null;
}
