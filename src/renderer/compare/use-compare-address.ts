import { useEffect, useRef } from 'react';
import type { CompareAddress } from '#shared/address.ts';
import { rememberPlace } from '../state/address.ts';
import { overlaysText, takeOverlays, useOverlays } from '../state/overlays.ts';
import type { CompareSession } from './compare-session.ts';
import { useCompareView } from './use-compare-view.ts';

/** The playhead rests this long before the address says where it is: browsers count how often it changes. */
const REST_MS = 150;

/** The address of what a comparison shows right now. */
export function presentComparison({ lanes, player }: CompareSession): CompareAddress {
  const { playback } = player;
  const { kind } = playback.axis;
  return {
    page: 'compare',
    experimentIds: lanes.map(({ experimentId }) => experimentId),
    axis: kind === 'step' ? null : kind,
    // Six digits hold a share to a millionth, and are nothing to a step or a millisecond.
    at: playback.follow ? null : Math.round(playback.position * 1e6) / 1e6,
    overlays: overlaysText(useOverlays.getState()),
  };
}

/** Keeps the address and the playhead together. */
export function useCompareAddress(address: CompareAddress, session: CompareSession): void {
  const { playback } = useCompareView(session);
  const overlays = useOverlays();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address says which overlays are on.
  useEffect(() => {
    if (playback.playing) return;
    const timer = window.setTimeout(() => rememberPlace(presentComparison(session)), REST_MS);
    return () => window.clearTimeout(timer);
  }, [session, playback, overlays]);

  // An address that came after the page was opened, by back and forward.
  const taken = useRef<CompareAddress | null>(null);
  useEffect(() => {
    if (taken.current === address) return;
    const isFirst = taken.current === null;
    taken.current = address;
    takeOverlays(address.overlays);
    if (isFirst) return;
    const kind = address.axis ?? 'step';
    if (kind !== session.player.playback.axis.kind) {
      session.command({ do: 'axis', axis: { kind, longestPauseMs: null } });
    }
    if (address.at === null) session.command({ do: 'follow', follow: true });
    else session.command({ do: 'seek-position', position: address.at });
  }, [address, session]);
}
