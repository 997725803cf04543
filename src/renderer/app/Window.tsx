import { Loader } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import type { Address } from '#shared/address.ts';
import { DEMO_PROFILE_ID } from '#shared/domain/profile.ts';
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
import { PictureDialog } from '../share/PictureDialog.tsx';
import { VideoDialog } from '../share/VideoDialog.tsx';
import { useAddress } from '../state/address.ts';
import { useProfiles } from '../state/profiles.ts';
import { useShownProfile, useSource } from '../state/source.ts';
import { Wall } from '../wall/Wall.tsx';
import { Header } from './Header.tsx';
import { useWindowCommands } from './use-window-commands.ts';

const ComparePage = lazy(() => import('../compare/ComparePage.tsx'));
const RunPage = lazy(() => import('../run/RunPage.tsx'));

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
      <CommandPalette />
      <CommandHelp />
      <PictureDialog />
      <VideoDialog />
    </>
  );
}

function Content() {
  const { profile, turn } = useSource();
  const entries = useProfiles(({ reading }) => reading?.entries);
  // Whatever belongs to one database goes with it.
  if (profile === null) return entries ? <Welcome /> : <Waiting />;
  const isThere = profile === DEMO_PROFILE_ID || entries?.some((entry) => entry.profile.id === profile);
  return entries && !isThere ? <MissingProfile profile={profile} /> : <Source key={turn} />;
}

/** The experiments on the left, the Wall or a run in the centre. */
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
            {address.page === 'run' ? (
              <RunPage key={address.experimentId} address={address} />
            ) : (
              <ComparePage address={address} />
            )}
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
  const name = useShownProfile()?.name.slice(0, 60);
  const run = useAddress((address) => titleOf(address));
  useEffect(() => {
    document.title = [run, name, 'Oriole Monitor'].filter(Boolean).join(' · ');
  }, [run, name]);
}

function titleOf(address: Address): string | null {
  if (address.page === 'run') return `Run ${address.experimentId}`;
  return address.page === 'compare' ? `Compare ${address.experimentIds.join(', ')}` : null;
}

function ProductionFrame() {
  return useShownProfile()?.environment === 'production' ? (
    <div className="production-frame" data-testid="production-frame" />
  ) : null;
}
