import type { Axis, AxisChoice } from '#shared/run/axis.ts';
import {
  advancePlayback,
  commandPlayback,
  growPlayback,
  type Playback,
  type PlaybackCommand,
  type Played,
} from '#shared/run/playback.ts';
import { inFrame } from '../frames.ts';

/** A frame that comes later than this was held up (a hidden tab, a sleeping machine); the playhead does not jump over it. */
const LONGEST_FRAME_MS = 1_000;

/** Called when the playback changed: what was shown is not what is to be shown now. */
export type PlayerListener = (playback: Playback, before: Playback) => void;

/** Runs a playback: takes commands, and moves the playhead with the page's frames while it plays. */
export class Player {
  readonly #played: Played;
  readonly #listeners = new Set<PlayerListener>();
  #playback: Playback;
  #frame: number | null = null;
  #last = 0;

  constructor(played: Played, first: Playback) {
    this.#played = played;
    this.#playback = first;
  }

  get playback(): Playback {
    return this.#playback;
  }

  get axis(): Axis {
    return this.#played.axis(this.#playback.axis);
  }

  /** The axis that a choice stands for. */
  axisOf(choice: AxisChoice): Axis {
    return this.#played.axis(choice);
  }

  /** Index of the action that is shown; −1 for an empty run. */
  get index(): number {
    return this.axis.indexAt(this.#playback.position);
  }

  command(command: PlaybackCommand): void {
    this.#set(commandPlayback(this.#playback, command, this.#played));
  }

  /** Actions came: a playhead that follows goes on to the newest. */
  grown(): void {
    this.#set(growPlayback(this.#playback, this.#played));
  }

  /** Calls back at every change. Returns how to end it. */
  onChange(listener: PlayerListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#listeners.clear();
  }

  #set(playback: Playback): void {
    const before = this.#playback;
    if (playback === before) return;
    this.#playback = playback;
    if (playback.playing && this.#frame === null) this.#begin();
    for (const listener of this.#listeners) listener(playback, before);
  }

  #begin(): void {
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number): void => {
    this.#frame = null;
    const elapsed = Math.max(0, Math.min(LONGEST_FRAME_MS, now - this.#last));
    this.#last = now;
    inFrame(() => this.#set(advancePlayback(this.#playback, elapsed, this.#played)));
    if (this.#playback.playing) this.#frame ??= requestAnimationFrame(this.#tick);
  };
}
