import { useEffect, useRef } from 'react';
import { type RunAddress, runAddress } from '#shared/address.ts';
import { rememberPlace } from '../state/address.ts';
import { overlaysText, takeOverlays, useOverlays } from '../state/overlays.ts';
import type { RunSession } from './run-session.ts';
import { useRunView } from './use-run-view.ts';

/** The playhead rests this long before the address says where it is: browsers count how often it changes. */
const REST_MS = 150;

/** The address of what a run shows right now; `step` is null while it follows. */
export function presentAddress(session: RunSession): RunAddress {
  const { index, playback } = session.player;
  const shown = playback.follow ? null : session.run.stepAt(Math.max(0, index));
  return runAddress(session.experimentId, {
    // A step that is still being read for is where the page is going.
    step: session.wantedStep ?? (session.run.length === 0 ? null : shown),
    axis: playback.axis.kind === 'step' ? null : playback.axis.kind,
    overlays: overlaysText(useOverlays.getState()),
  });
}

/** Keeps the address and the playhead together: the address goes where the playhead rests, and *back* brings it back. */
export function useRunAddress(address: RunAddress, session: RunSession): void {
  const { index, playback } = useRunView(session);
  const overlays = useOverlays();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address says which overlays are on.
  useEffect(() => {
    if (index < 0 || playback.playing) return;
    const timer = window.setTimeout(() => rememberPlace(presentAddress(session)), REST_MS);
    return () => window.clearTimeout(timer);
  }, [session, index, playback, overlays]);

  // An address that came after the page was opened: by back and forward, or by a link to another step of the same run.
  const taken = useRef<RunAddress | null>(null);
  useEffect(() => {
    if (taken.current === address) return;
    const isFirst = taken.current === null;
    taken.current = address;
    takeOverlays(address.overlays);
    if (isFirst) return;
    const kind = address.axis === 'time' ? 'time' : 'step';
    if (kind !== session.player.playback.axis.kind) {
      session.command({ do: 'axis', axis: { kind, longestPauseMs: null } });
    }
    if (address.step === null) session.command({ do: 'follow', follow: true });
    else session.seekStep(address.step);
  }, [address, session]);
}
