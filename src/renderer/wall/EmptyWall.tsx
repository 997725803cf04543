import { Button, Loader, Text } from '@mantine/core';
import { isSessionId } from '#shared/domain/session.ts';
import { visit } from '../state/address.ts';
import { useExperiments } from '../state/experiments.ts';
import { useFeed } from '../state/feed.ts';
import { useSource } from '../state/source.ts';
import type { MomentSession } from './moment-session.ts';

/** The Wall while nothing is running. */
export function EmptyWall() {
  const known = useExperiments((experiments) => experiments.known && experiments.loading === null);
  const state = useFeed(({ reading }) => reading?.status.state);
  const reason = useFeed(({ reading }) => reading?.status.reason);
  const connected = state === 'live' || state === 'polling';
  return (
    <div className="empty">
      {known && connected ? (
        <>
          <Text fw={600}>No experiment is running.</Text>
          <Text>A started one appears here with its first step. Finished ones are in the list on the left.</Text>
        </>
      ) : (
        <>
          <Text fw={600}>Nothing to show yet</Text>
          <Text>{reason ?? 'Connecting to the host.'}</Text>
          {state === 'failed' && <AfterFailure />}
        </>
      )}
    </div>
  );
}

/** Where to go from something that cannot be watched. */
function AfterFailure() {
  const isSession = useSource(({ profile }) => profile !== null && isSessionId(profile));
  return isSession ? (
    <Button mt={12} size="xs" variant="light" onClick={() => visit({ page: 'sessions' })}>
      Show the Sessions
    </Button>
  ) : (
    <Button mt={12} size="xs" variant="light" component="a" href="/healthz">
      Show the feed’s state
    </Button>
  );
}

/** The Wall at a moment at which nothing went on. */
export function EmptyMoment({ session }: { readonly session: MomentSession }) {
  const state = useFeed(({ reading }) => reading?.status.state);
  if (state === 'failed') return <EmptyWall />;
  if (session.timetable.spans.length === 0) {
    return (
      <div className="empty">
        <Text fw={600}>No experiment says when it was.</Text>
        <Text>Those that there are stand in the list on the left.</Text>
      </div>
    );
  }
  return (
    <div className="empty">
      <Text fw={600}>No experiment was running at this moment.</Text>
      <Text>The keys [ and ] go to the one before and the one after.</Text>
    </div>
  );
}

/** The Wall before it is known which experiments there are. */
export function WaitingWall() {
  const loading = useExperiments((experiments) => experiments.loading);
  const reason = useFeed(({ reading }) => reading?.status.reason);
  return (
    <div className="empty">
      <Loader size="sm" m="auto" />
      <Text mt={8}>{loading ? 'Reading the experiments' : (reason ?? 'Connecting to the host.')}</Text>
    </div>
  );
}
