import { startTransition, useEffect, useRef, useState } from 'react';
import type { WallAddress } from '#shared/address.ts';
import { isSessionId } from '#shared/domain/session.ts';
import { rememberPlace, useAddress } from '../state/address.ts';
import { useExperiments } from '../state/experiments.ts';
import { useFeed } from '../state/feed.ts';
import { useSource } from '../state/source.ts';
import { MomentSession, type MomentView } from './moment-session.ts';
import { RunShelf } from './run-shelf.ts';

/** The playhead rests this long before the address says where it is: browsers count how often it changes. */
const REST_MS = 150;

/** The runs that the Wall has read, for as long as it is shown. */
export function useRunShelf(): RunShelf {
  const [shelf] = useState(() => new RunShelf());
  useEffect(() => () => shelf.end(), [shelf]);
  return shelf;
}

/** True where the source is a recording. */
export function useIsRecorded(): boolean {
  const isSession = useSource(({ profile }) => profile !== null && isSessionId(profile));
  const isSaid = useFeed(({ reading }) => reading?.status.state === 'recorded');
  return isSession || isSaid;
}

/** The playhead of all experiments, once these are known; null before. */
export function useMomentSession(shelf: RunShelf, isRecorded: boolean): MomentSession | null {
  const isKnown = useExperiments(({ known, loading }) => known && loading === null);
  // What cannot be opened has no moments.
  const isTold = useFeed(({ reading }) => reading !== null && reading.status.state !== 'failed');
  const [session, setSession] = useState<MomentSession | null>(null);
  // A list that is read anew ends no playhead.
  const wasReady = useRef(false);
  wasReady.current ||= isKnown && isTold;
  const isReady = wasReady.current;
  useEffect(() => {
    if (!isReady) return;
    const opened = new MomentSession(shelf, isRecorded, momentOf(useAddress.getState()));
    setSession(opened);
    return () => {
      opened.end();
      setSession(null);
    };
  }, [shelf, isReady, isRecorded]);
  return session;
}

/** What the Wall shows of the playhead, followed as a transition: rendering it gives way to the mazes. */
export function useMomentView(session: MomentSession): MomentView;
export function useMomentView(session: MomentSession | null): MomentView | null;
export function useMomentView(session: MomentSession | null): MomentView | null {
  const [view, setView] = useState<MomentView | null>(null);
  useEffect(() => {
    setView(session?.view.getState() ?? null);
    return session?.view.subscribe((next) => startTransition(() => setView(next)));
  }, [session]);
  return session === null ? null : (view ?? session.view.getState());
}

/** The address of what the Wall shows right now. */
function presentMoment(session: MomentSession): WallAddress {
  const isAtStart = !session.isOpen && session.player.playback.position === 0;
  if (session.isLive || isAtStart) return { page: 'wall' };
  // Actions happen at whole milliseconds: no other one is shown than at the moment itself.
  return { page: 'wall', at: Math.max(0, Math.floor(session.moment)) };
}

/** Keeps the address and the playhead together. */
export function useMomentAddress(session: MomentSession): void {
  const { playback } = useMomentView(session);
  useEffect(() => {
    if (playback.playing) return;
    const timer = window.setTimeout(() => rememberPlace(presentMoment(session)), REST_MS);
    return () => window.clearTimeout(timer);
  }, [session, playback]);

  // An address that came after the page was opened: by back and forward, or by the way to the Wall.
  const address = useAddress();
  const taken = useRef(address);
  useEffect(() => {
    if (taken.current === address || address.page !== 'wall') return;
    taken.current = address;
    const at = momentOf(address);
    if (at !== null)
      session.command({ do: 'seek-position', position: session.axis(session.player.playback.axis).positionAt(at) });
    else if (session.isOpen) session.command({ do: 'follow', follow: true });
    else session.command({ do: 'start' });
  }, [address, session]);
}

function momentOf(address: ReturnType<typeof useAddress.getState>): number | null {
  return address.page === 'wall' ? (address.at ?? null) : null;
}
