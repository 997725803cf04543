import type { StoreApi } from 'zustand/vanilla';
import type { Density, EventKind } from '#shared/run/events.ts';
import type { AxisRange } from '#shared/run/playback.ts';
import type { TimelineWindow } from '#shared/run/timeline-window.ts';
import type { Player } from '../playback/player.ts';

/** A place that the ruler names. */
export interface RulerMark {
  readonly position: number;
  readonly text: string;
}

/** What a timeline is of: one run, several on one clock, or all experiments. */
export interface TimelineSubject {
  readonly player: Player;
  readonly window: StoreApi<TimelineWindow>;
  /** What can be marked on it. */
  readonly kinds: readonly EventKind[];
  /** How many events of a kind lie in each of `pieces` equal parts of a range; null where there are no such events. */
  densities(kind: EventKind, range: AxisRange, pieces: number): Density | null;
  /** Round places of a range in few letters ("1,200", "12:05"), at least `least` apart, in positions. */
  ruler(range: AxisRange, least: number): readonly RulerMark[];
  /** Where nothing went on, ascending; absent where something always does. */
  pauses?(range: AxisRange): readonly AxisRange[];
  /** What happens at a position, in a sentence. */
  describe(position: number): string;
  /** Numbers for assistive programs: step numbers, or seconds. */
  valueOf(position: number): number;
  /** Calls back when there is more to mark. Returns how to end it. */
  onGrown(listener: () => void): () => void;
}
