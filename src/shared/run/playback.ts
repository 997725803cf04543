import type { Axis, AxisChoice } from './axis.ts';

/** What is repeated when the playhead comes to the end. */
export type LoopMode = 'off' | 'all' | 'range';

/** A part of the axis, both ends included. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
}

/** The playhead and how it moves: plain state, changed only by {@link commandPlayback} and {@link advancePlayback}. */
export interface Playback {
  readonly axis: AxisChoice;
  /** On the axis. */
  readonly position: number;
  readonly playing: boolean;
  /** Times the axis's own pace; below 0 it plays backwards. */
  readonly speed: number;
  readonly loop: LoopMode;
  /** What {@link loop} `range` repeats; null until one was chosen. */
  readonly range: AxisRange | null;
  /** The playhead stays at the newest action. */
  readonly follow: boolean;
}

/** Everything that can be done to a playback. */
export type PlaybackCommand =
  | { readonly do: 'play' | 'pause' | 'toggle' | 'start' | 'end' | 'faster' | 'slower' | 'reverse' }
  | { readonly do: 'step'; readonly by: number }
  | { readonly do: 'event'; readonly direction: 1 | -1 }
  | { readonly do: 'seek'; readonly index: number }
  | { readonly do: 'seek-position'; readonly position: number }
  | { readonly do: 'speed'; readonly speed: number }
  | { readonly do: 'loop'; readonly loop: LoopMode }
  | { readonly do: 'range'; readonly range: AxisRange | null }
  | { readonly do: 'axis'; readonly axis: AxisChoice }
  | { readonly do: 'follow'; readonly follow: boolean };

/** What a playback plays: one run, or several on one clock. */
export interface Played {
  axis(choice: AxisChoice): Axis;
  /** Position of the action that is `by` actions away from what a position shows, as far as there are any. */
  beside(axis: Axis, position: number, by: number): number;
  /** Position of the next event in a direction; null when there is none. */
  event(axis: Axis, position: number, direction: 1 | -1): number | null;
  /** True while more actions may come. */
  readonly isOpen: boolean;
}

/** The speeds that *faster* and *slower* go through. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const;

/** Ten steps a second: fast enough to see where a run goes, slow enough to follow. */
const USUAL_SPEED = 10;

/** At the newest action of a run, staying there. */
export const AT_NEWEST: Playback = {
  axis: { kind: 'step', longestPauseMs: null },
  position: 0,
  playing: false,
  speed: USUAL_SPEED,
  loop: 'off',
  range: null,
  follow: true,
};

/** The playback after a command. */
export function commandPlayback(playback: Playback, command: PlaybackCommand, played: Played): Playback {
  const axis = played.axis(playback.axis);
  switch (command.do) {
    case 'play':
      return play(playback, axis, played);
    case 'pause':
      return { ...playback, playing: false };
    case 'toggle':
      return playback.playing ? { ...playback, playing: false } : play(playback, axis, played);
    case 'start':
      return at(playback, axis, 0);
    case 'end':
      return at(playback, axis, axis.end);
    case 'step':
      return { ...at(playback, axis, played.beside(axis, playback.position, command.by)), playing: false };
    case 'event': {
      const next = played.event(axis, playback.position, command.direction);
      return next === null ? playback : at(playback, axis, next);
    }
    case 'seek':
      return at(playback, axis, axis.positionOf(command.index));
    case 'seek-position':
      return at(playback, axis, command.position);
    case 'speed':
      return { ...playback, speed: clampSpeed(command.speed) };
    case 'faster':
      return { ...playback, speed: besideSpeed(playback.speed, 1) };
    case 'slower':
      return { ...playback, speed: besideSpeed(playback.speed, -1) };
    case 'reverse':
      return { ...playback, speed: -playback.speed };
    case 'loop':
      return loopOn(playback, axis, command.loop);
    case 'range':
      return rangeOf(playback, axis, command.range);
    case 'axis':
      return changeAxis(playback, axis, command.axis, played);
    case 'follow':
      return follow(playback, axis, command.follow);
  }
}

/** The playback after some time has passed. */
export function advancePlayback(playback: Playback, elapsedMs: number, played: Played): Playback {
  if (!playback.playing) return playback;
  const axis = played.axis(playback.axis);
  const { from, to } = bounds(playback, axis);
  const moved = playback.position + (playback.speed * axis.perSecond * elapsedMs) / 1_000;
  const isLooping = playback.loop !== 'off';
  // The last step of a loop lasts as long as the others.
  const length = to - from + (axis.kind === 'step' ? 1 : 0);
  if (moved >= from && (moved <= to || (isLooping && moved < from + length))) return { ...playback, position: moved };
  if (isLooping && length > 0) {
    // However far it went beyond, it comes in again on the other side.
    return { ...playback, position: from + ((((moved - from) % length) + length) % length) };
  }
  const position = moved > to ? to : from;
  // A run that goes on is followed from where it was caught up with.
  const caughtUp = moved > to && played.isOpen && playback.loop === 'off';
  return { ...playback, position, playing: false, follow: caughtUp };
}

/** The playback after actions came: one that follows is at the newest. */
export function growPlayback(playback: Playback, played: Played): Playback {
  const axis = played.axis(playback.axis);
  if (playback.follow) return playback.position === axis.end ? playback : { ...playback, position: axis.end };
  return playback.position > axis.end ? { ...playback, position: axis.end } : playback;
}

function play(playback: Playback, axis: Axis, played: Played): Playback {
  const { from, to } = bounds(playback, axis);
  const forwards = playback.speed > 0;
  const isDone = forwards ? playback.position >= to : playback.position <= from;
  // There is nothing to play at the newest action of a run that goes on but what comes next.
  if (isDone && forwards && played.isOpen && playback.loop === 'off') return follow(playback, axis, true);
  const isOutside = playback.position < from || playback.position > to;
  const position = isDone || isOutside ? (forwards ? from : to) : playback.position;
  return { ...playback, playing: true, follow: false, position };
}

function at(playback: Playback, axis: Axis, position: number): Playback {
  return { ...playback, follow: false, position: within(position, axis) };
}

function follow(playback: Playback, axis: Axis, isOn: boolean): Playback {
  return isOn ? { ...playback, follow: true, playing: false, position: axis.end } : { ...playback, follow: false };
}

function loopOn(playback: Playback, axis: Axis, loop: LoopMode): Playback {
  if (loop !== 'range' || playback.range) return { ...playback, loop };
  return { ...playback, loop, range: { from: 0, to: axis.end } };
}

function rangeOf(playback: Playback, axis: Axis, range: AxisRange | null): Playback {
  if (range === null) return { ...playback, range: null, loop: playback.loop === 'range' ? 'off' : playback.loop };
  const ends = [within(range.from, axis), within(range.to, axis)];
  return { ...playback, loop: 'range', range: { from: Math.min(...ends), to: Math.max(...ends) } };
}

/** The same action on another axis, and the same part of the run. */
function changeAxis(playback: Playback, former: Axis, choice: AxisChoice, played: Played): Playback {
  const axis = played.axis(choice);
  const moved = (position: number) => axis.positionOf(former.indexAt(position));
  const { range } = playback;
  return {
    ...playback,
    axis: choice,
    position: moved(playback.position),
    range: range && { from: moved(range.from), to: moved(range.to) },
  };
}

function bounds({ loop, range }: Playback, axis: Axis): AxisRange {
  if (loop !== 'range' || !range) return { from: 0, to: axis.end };
  return { from: within(range.from, axis), to: within(range.to, axis) };
}

function within(position: number, axis: Axis): number {
  return Number.isFinite(position) ? Math.max(0, Math.min(position, axis.end)) : 0;
}

function clampSpeed(speed: number): number {
  if (!Number.isFinite(speed)) return USUAL_SPEED;
  const [least] = SPEEDS;
  const size = Math.max(least, Math.min(1_000, Math.abs(speed)));
  return speed < 0 ? -size : size;
}

function besideSpeed(speed: number, direction: 1 | -1): number {
  const size = Math.abs(speed);
  const next = direction > 0 ? SPEEDS.find((other) => other > size) : SPEEDS.findLast((other) => other < size);
  return Math.sign(speed) * (next ?? size);
}
