import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ExperimentSummary, isActive } from '#shared/domain/experiment.ts';
import { goalsOf, type Maze } from '#shared/domain/maze.ts';
import type { Axis, AxisChoice } from '#shared/run/axis.ts';
import { EventLists, findEvent, NO_PLACED_EVENTS } from '#shared/run/events.ts';
import { type Picture, pictureAt } from '#shared/run/picture.ts';
import { AT_NEWEST, type Playback, type PlaybackCommand, type Played } from '#shared/run/playback.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { SharedAxis } from '#shared/run/shared-axis.ts';
import { Player } from '../playback/player.ts';
import { RunFollower } from '../run/run-follower.ts';
import { serverNow } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { useMarkers } from '../state/markers.ts';
import { isRecorded } from '../state/source.ts';

/** As often as the panels of a single run. */
const PANELS_MS = 250;

/** One of the runs that are compared. */
export interface Lane {
  readonly experimentId: number;
  readonly maze: Maze;
  readonly run: Run;
  readonly start: Position | null;
  readonly goals: readonly Position[];
  readonly events: EventLists;
  /** False while older actions are still being read. */
  readonly caughtUp: boolean;
}

/** What is known of a run before it is opened. */
export interface LaneOpening {
  readonly experiment: Pick<ExperimentSummary, 'id' | 'startX' | 'startY' | 'startedAt' | 'steps'>;
  readonly maze: Maze;
}

/** What the panels show of a comparison. */
export interface CompareView {
  readonly playback: Playback;
  /** More actions may come in one of the runs. */
  readonly open: boolean;
  /** Per run: the index shown, how many actions there are, and whether all that happened so far has been read. */
  readonly lanes: readonly { readonly index: number; readonly length: number; readonly caughtUp: boolean }[];
}

/** Several runs on one clock. */
export class CompareSession implements Played {
  readonly lanes: readonly Lane[];
  readonly player: Player;
  readonly view: StoreApi<CompareView>;
  readonly #followers: readonly RunFollower[];
  readonly #aligned: readonly { readonly run: Run; readonly startedAt: number | null }[];
  readonly #draws = new Set<(pictures: readonly Picture[]) => void>();
  readonly #growths = new Set<() => void>();
  #axis: { readonly choice: AxisChoice; readonly axis: SharedAxis } | null = null;
  /** A position asked for before the runs were read as far. */
  #wanted: number | null;
  /** The session itself moves the playhead, and no person does. */
  #isMoving = false;
  #trailLength: number | undefined;
  #panels: number | null = null;
  #shown = Number.NEGATIVE_INFINITY;

  /** @param at where on the axis; null: at the end, staying there */
  constructor(openings: readonly LaneOpening[], axis: AxisChoice, at: number | null) {
    this.#followers = openings.map(
      ({ experiment, maze }) => new RunFollower(experiment.id, maze, () => this.#grown(), experiment.steps ?? 0),
    );
    this.lanes = this.#followers.map((follower, n) => laneOf(follower, openings[n]));
    this.#aligned = this.#followers.map(({ run }, n) => ({
      run,
      startedAt: openings[n]?.experiment.startedAt ?? null,
    }));
    this.#wanted = at;
    this.player = new Player(this, { ...AT_NEWEST, axis, follow: at === null });
    this.view = createStore<CompareView>(() => this.#state());
    this.player.onChange((playback, before) => this.#changed(playback, before));
    for (const follower of this.#followers) follower.start();
  }

  get isOpen(): boolean {
    const { byId } = useExperiments.getState();
    const now = serverNow();
    return this.#followers.some((follower, n) => {
      const experiment = byId.get(this.lanes[n]?.experimentId ?? -1);
      return !follower.caughtUp || (!isRecorded() && experiment !== undefined && isActive(experiment, now));
    });
  }

  axis(choice: AxisChoice): SharedAxis {
    if (this.#axis?.choice !== choice) this.#axis = { choice, axis: new SharedAxis(choice, this.#aligned) };
    return this.#axis.axis;
  }

  beside(_axis: Axis, position: number, by: number): number {
    return this.axis(this.player.playback.axis).beside(position, by);
  }

  event(axis: Axis, position: number, direction: 1 | -1): number | null {
    const kinds = new Set(useMarkers.getState().shown);
    const shared = this.axis(this.player.playback.axis);
    let nearest: number | null = null;
    this.lanes.forEach(({ events }, n) => {
      // Actions may share a position; the next one elsewhere is meant.
      let found: number | null = shared.indexIn(n, position);
      let at = position;
      while (found !== null && (at - position) * direction <= 0) {
        found = findEvent(events, found, direction, kinds, NO_PLACED_EVENTS);
        if (found !== null) at = shared.positionIn(n, found);
      }
      if (found === null) return;
      if (at <= axis.end && (nearest === null || (at - nearest) * direction < 0)) nearest = at;
    });
    return nearest;
  }

  /** The pictures of all runs at the playhead, in order. */
  get pictures(): readonly Picture[] {
    const { position } = this.player.playback;
    const axis = this.axis(this.player.playback.axis);
    return this.lanes.map(({ run, start }, n) => pictureAt(run, axis.indexIn(n, position), start, this.#trailLength));
  }

  /** Calls back with all pictures whenever they are to be drawn. Returns how to end it. */
  onPictures(draw: (pictures: readonly Picture[]) => void): () => void {
    this.#draws.add(draw);
    draw(this.pictures);
    return () => this.#draws.delete(draw);
  }

  /** Calls back when a run grew. Returns how to end it. */
  onGrown(listener: () => void): () => void {
    this.#growths.add(listener);
    return () => this.#growths.delete(listener);
  }

  command(command: PlaybackCommand): void {
    this.#wanted = null;
    this.player.command(command);
  }

  /** How many of the last actions the trails show. */
  setTrailLength(length: number): void {
    this.#trailLength = length;
    this.#draw();
  }

  end(): void {
    for (const follower of this.#followers) follower.stop();
    this.player.end();
    if (this.#panels !== null) window.clearTimeout(this.#panels);
    this.#draws.clear();
    this.#growths.clear();
  }

  #grown(): void {
    const { playback } = this.player;
    this.#isMoving = true;
    if (this.#wanted !== null) {
      const position = this.#wanted;
      const isRead = this.player.axis.end >= position || this.#followers.every(({ caughtUp }) => caughtUp);
      if (isRead) {
        this.#wanted = null;
        this.player.command({ do: 'seek-position', position });
      }
    }
    this.player.grown();
    this.#isMoving = false;
    if (this.player.playback === playback) this.#draw();
    for (const listener of this.#growths) listener();
    this.#showPanelsSoon();
  }

  #changed(playback: Playback, before: Playback): void {
    // Whoever moves the playhead no longer waits for a position that was asked for before.
    if (!this.#isMoving) this.#wanted = null;
    this.#draw();
    const keys = Object.keys(playback) as (keyof Playback)[];
    if (keys.every((key) => key === 'position' || playback[key] === before[key])) this.#showPanelsSoon();
    else this.#showPanels();
  }

  #draw(): void {
    const { pictures } = this;
    for (const draw of this.#draws) draw(pictures);
  }

  #showPanelsSoon(): void {
    const wait = this.#shown + PANELS_MS - performance.now();
    if (wait <= 0) this.#showPanels();
    else this.#panels ??= window.setTimeout(() => this.#showPanels(), wait);
  }

  #showPanels(): void {
    if (this.#panels !== null) window.clearTimeout(this.#panels);
    this.#panels = null;
    this.#shown = performance.now();
    this.view.setState(this.#state());
  }

  #state(): CompareView {
    const { playback } = this.player;
    const axis = this.axis(playback.axis);
    return {
      playback,
      open: this.isOpen,
      lanes: this.#followers.map(({ run, caughtUp }, n) => ({
        index: axis.indexIn(n, playback.position),
        length: run.length,
        caughtUp,
      })),
    };
  }
}

function laneOf(follower: RunFollower, opening: LaneOpening | undefined): Lane {
  if (!opening) throw new Error('There is an opening for each run.');
  const { experiment, maze } = opening;
  const { id, startX, startY } = experiment;
  return {
    experimentId: id,
    maze,
    run: follower.run,
    start: startX === null || startY === null ? null : { x: startX, y: startY },
    goals: goalsOf(maze),
    events: new EventLists(follower.run),
    get caughtUp() {
      return follower.caughtUp;
    },
  };
}
