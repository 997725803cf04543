import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ExperimentSummary, isActive } from '#shared/domain/experiment.ts';
import { goalsOf, type Maze } from '#shared/domain/maze.ts';
import { type Axis, type AxisChoice, StepAxis, TimeAxis } from '#shared/run/axis.ts';
import { EventLists, findEvent, firstSightOf, type PlacedEvents } from '#shared/run/events.ts';
import { type Picture, pictureAt } from '#shared/run/picture.ts';
import { AT_NEWEST, type Playback, type PlaybackCommand, type Played } from '#shared/run/playback.ts';
import type { Position, Run } from '#shared/run/run.ts';
import { Player } from '../playback/player.ts';
import { serverNow } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { useMarkers } from '../state/markers.ts';
import { isRecorded } from '../state/source.ts';
import { type MarkedSteps, PlacedSteps } from './placed-steps.ts';
import { RunFollower } from './run-follower.ts';

/**
 * The panels beside the maze change at most this often, the first time at once; the maze itself is drawn in the next
 * frame. More would be faster than reading, and would take the time that the maze is drawn in.
 */
const PANELS_MS = 250;

/** What the panels show of a run. */
export interface RunView {
  /** Number of actions that have been read. */
  readonly length: number;
  readonly caughtUp: boolean;
  /** Index of the action shown; −1 before the first. */
  readonly index: number;
  /** The playhead stays at the newest action. */
  readonly following: boolean;
  /** More actions may come. */
  readonly open: boolean;
  readonly playback: Playback;
  /** Of so many actions, from the first one on, it is known what was seen. */
  readonly sightsKnown: number;
}

/** Where and how a run is opened. */
export interface RunOpening {
  /** null follows the newest. */
  readonly step: number | null;
  readonly axis: AxisChoice;
}

/** One opened run: its actions as they come, and the playhead. */
export class RunSession implements Played {
  readonly experimentId: number;
  readonly maze: Maze;
  readonly view: StoreApi<RunView>;
  readonly events: EventLists;
  readonly player: Player;
  readonly #follower: RunFollower;
  readonly #start: Position | null;
  readonly #goals: readonly Position[];
  readonly #draws = new Set<(picture: Picture) => void>();
  readonly #growths = new Set<() => void>();
  readonly #placed: PlacedSteps;
  readonly #steps: StepAxis;
  #time: { readonly longestPauseMs: number | null; readonly axis: TimeAxis } | null = null;
  /** A step asked for before it was read. */
  #wantedStep: number | null;
  #trailLength: number | undefined;
  #panels: number | null = null;
  /** The session itself moves the playhead, and no person does. */
  #isMoving = false;
  /** The action that is shown, and how often actions had changed their places by then. */
  #shownAction: { readonly step: number; readonly id: number } | null = null;
  #rearranged = 0;
  /** When the panels were last changed. */
  #shown = Number.NEGATIVE_INFINITY;

  constructor(
    { id, startX, startY, steps }: Pick<ExperimentSummary, 'id' | 'startX' | 'startY' | 'steps'>,
    maze: Maze,
    opening: RunOpening,
    marked: MarkedSteps,
  ) {
    this.experimentId = id;
    this.maze = maze;
    this.#start = startX === null || startY === null ? null : { x: startX, y: startY };
    this.#goals = goalsOf(maze);
    this.#wantedStep = opening.step;
    this.#follower = new RunFollower(id, maze, () => this.#grown(), steps ?? 0);
    this.events = new EventLists(this.run);
    this.#steps = new StepAxis(this.run);
    this.#placed = new PlacedSteps(this.run, marked, () => firstSightOf(this.run, this.#goals));
    this.player = new Player(this, { ...AT_NEWEST, axis: opening.axis, follow: opening.step === null });
    this.view = createStore<RunView>(() => this.#state());
    this.player.onChange((playback, before) => this.#changed(playback, before));
    this.#follower.start();
  }

  get run(): Run {
    return this.#follower.run;
  }

  get start(): Position | null {
    return this.#start;
  }

  /** False while older actions are still being read. */
  get caughtUp(): boolean {
    return this.#follower.caughtUp;
  }

  /** A step that was asked for and is not read yet; null: none. */
  get wantedStep(): number | null {
    return this.#wantedStep;
  }

  /** The picture at the playhead. */
  get picture(): Picture {
    return pictureAt(this.run, this.player.index, this.#start, this.#trailLength);
  }

  /** Events that an action does not tell by itself. */
  get placed(): PlacedEvents {
    return this.#placed.now();
  }

  get isOpen(): boolean {
    const experiment = useExperiments.getState().byId.get(this.experimentId);
    return !this.#follower.caughtUp || (!isRecorded() && experiment !== undefined && isActive(experiment, serverNow()));
  }

  axis({ kind, longestPauseMs }: AxisChoice): Axis {
    if (kind !== 'time') return this.#steps;
    if (this.#time?.longestPauseMs !== longestPauseMs) {
      this.#time = { longestPauseMs, axis: new TimeAxis(this.run, longestPauseMs) };
    }
    return this.#time.axis;
  }

  beside(axis: Axis, position: number, by: number): number {
    return axis.positionOf(Math.max(0, axis.indexAt(position) + by));
  }

  event(axis: Axis, position: number, direction: 1 | -1): number | null {
    const kinds = new Set(useMarkers.getState().shown);
    const found = findEvent(this.events, axis.indexAt(position), direction, kinds, this.placed);
    return found === null ? null : axis.positionOf(found);
  }

  /** Calls back with every picture that is to be drawn. Returns how to end it. */
  onPicture(draw: (picture: Picture) => void): () => void {
    this.#draws.add(draw);
    draw(this.picture);
    return () => this.#draws.delete(draw);
  }

  /** Calls back when the run grew, or more is known of it. Returns how to end it. */
  onGrown(listener: () => void): () => void {
    this.#growths.add(listener);
    return () => this.#growths.delete(listener);
  }

  /** Says that what is marked on the timeline changed. */
  marksChanged(): void {
    for (const listener of this.#growths) listener();
  }

  command(command: PlaybackCommand): void {
    this.#wantedStep = null;
    this.player.command(command);
  }

  /** Shows an action, and stays there. */
  seek(index: number): void {
    this.command({ do: 'seek', index });
  }

  /** Shows a step as soon as it has been read. */
  seekStep(step: number): void {
    this.command({ do: 'follow', follow: false });
    this.#wantedStep = step;
    this.#isMoving = true;
    this.#showWanted();
    this.#isMoving = false;
  }

  /** How many of the last actions the trail shows. */
  setTrailLength(length: number): void {
    this.#trailLength = length;
    this.#draw();
  }

  end(): void {
    this.#follower.stop();
    this.player.end();
    if (this.#panels !== null) window.clearTimeout(this.#panels);
    this.#draws.clear();
    this.#growths.clear();
  }

  #grown(): void {
    const { playback } = this.player;
    this.#isMoving = true;
    this.#stayAtAction();
    this.#showWanted();
    this.player.grown();
    this.#isMoving = false;
    // What is shown may have changed without the playhead: a late action, or the first sight of a cell.
    if (this.player.playback === playback) this.#draw();
    this.marksChanged();
    this.#showPanelsSoon();
  }

  /** A late action was put before the one that is shown: that one stays, under another index. */
  #stayAtAction(): void {
    const { run } = this;
    if (run.rearranged === this.#rearranged) return;
    this.#rearranged = run.rearranged;
    const shown = this.#shownAction;
    if (shown === null || this.player.playback.follow) return;
    const index = run.indexOf(shown.step, shown.id);
    if (index >= 0 && index !== this.player.index) this.player.command({ do: 'seek', index });
  }

  #showWanted(): void {
    if (this.#wantedStep === null) return;
    const { run } = this;
    const last = run.length - 1;
    const isRead = last >= 0 && run.stepAt(last) >= this.#wantedStep;
    if (!isRead && !this.#follower.caughtUp) return;
    this.player.command({ do: 'seek', index: run.indexOfStep(this.#wantedStep) });
    this.#wantedStep = null;
  }

  #changed(playback: Playback, before: Playback): void {
    // Whoever moves the playhead no longer waits for a step that was asked for before.
    if (!this.#isMoving) this.#wantedStep = null;
    this.#noteShown();
    this.#draw();
    // Where the playhead is can wait a moment in the panels; that a button was pressed cannot.
    if (onlyMoved(playback, before)) this.#showPanelsSoon();
    else this.#showPanels();
  }

  #noteShown(): void {
    const { index } = this.player;
    this.#shownAction = index < 0 ? null : { step: this.run.stepAt(index), id: this.run.idAt(index) };
  }

  #draw(): void {
    const { picture } = this;
    for (const draw of this.#draws) draw(picture);
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

  #state(): RunView {
    const { player } = this;
    return {
      length: this.run.length,
      caughtUp: this.#follower.caughtUp,
      index: player.index,
      following: player.playback.follow,
      open: this.isOpen,
      playback: player.playback,
      sightsKnown: this.#follower.sightsKnown,
    };
  }
}

function onlyMoved(now: Playback, before: Playback): boolean {
  return (Object.keys(now) as (keyof Playback)[]).every((key) => key === 'position' || now[key] === before[key]);
}
