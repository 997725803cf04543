import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ExperimentSummary, isActive } from '#shared/domain/experiment.ts';
import type { Axis, AxisChoice } from '#shared/run/axis.ts';
import { MOMENT_EVENT_KINDS, type MomentEventKind } from '#shared/run/events.ts';
import { MomentAxis } from '#shared/run/moment-axis.ts';
import { AT_NEWEST, type Playback, type PlaybackCommand, type Played } from '#shared/run/playback.ts';
import { summaryAt } from '#shared/run/summary-at.ts';
import { Timetable } from '#shared/run/timetable.ts';
import { Player } from '../playback/player.ts';
import { serverNow } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { feedOutages, useFeed } from '../state/feed.ts';
import { useMarkers } from '../state/markers.ts';
import { CardPlaces } from './card-places.ts';
import { LINGER_MS } from './linger.ts';
import type { RunShelf } from './run-shelf.ts';

/** The cards and what they say change at most this often; the mazes on them change with the playhead. */
const PANELS_MS = 250;
/** While it plays, a card stays for at least this long on the screen. */
const LEAST_SHOWN_MS = 1_500;
/** Longer pauses are shortened to this, unless somebody wants them as they were: weeks lie between batches. */
export const USUAL_PAUSE_MS = 30_000;
/** What changed meanwhile is taken over when the clock's end would have moved by a pixel, within these bounds. */
const REFRESH_MS = { least: 1_000, most: 5_000, pixels: 2_000 } as const;
/** Two places on the axis that are no farther apart are one: a place within a shortened pause is not exact. */
const NEARLY = 1e-3;
const MILESTONES = MOMENT_EVENT_KINDS.filter((kind) => kind !== 'gap');

/** What the Wall shows of the playhead. */
export interface MomentView {
  readonly playback: Playback;
  /** Milliseconds since 1970 by the server's clock. */
  readonly moment: number;
  /** The Wall is live, as without a playhead. */
  readonly isLive: boolean;
  /** By place, as they stood at the moment; null: a free place. Empty while the Wall is live. */
  readonly cards: readonly (ExperimentSummary | null)[];
  /** How many of them were going on. */
  readonly active: number;
}

/** All experiments of a source on one clock, and the playhead on it. */
export class MomentSession implements Played {
  /** False for a recording: nothing comes any more, and there is no Live. */
  readonly isOpen: boolean;
  readonly player: Player;
  readonly view: StoreApi<MomentView>;
  readonly shelf: RunShelf;
  readonly #places = new CardPlaces();
  /** An axis is as of the time when it was chosen: one that knows more is another choice. */
  readonly #axes = new WeakMap<AxisChoice, MomentAxis>();
  readonly #moves = new Set<() => void>();
  readonly #growths = new Set<() => void>();
  readonly #ends: (() => void)[] = [];
  #timetable: Timetable;
  #experiments = useExperiments.getState().byId;
  #reading = useFeed.getState().reading;
  #shown: readonly ExperimentSummary[] = [];
  #placedAt = Number.NaN;
  #refresh: number | null = null;
  #panels: number | null = null;
  #panelsAt = Number.NEGATIVE_INFINITY;

  /** @param at the moment that is shown; null: live, or where the recording begins */
  constructor(shelf: RunShelf, isRecorded: boolean, at: number | null) {
    this.shelf = shelf;
    this.isOpen = !isRecorded;
    this.#timetable = this.#readTimetable();
    const axis: AxisChoice = { kind: 'time', longestPauseMs: USUAL_PAUSE_MS };
    const follow = at === null && this.isOpen;
    const position = at === null ? 0 : this.axis(axis).positionAt(at);
    this.player = new Player(this, { ...AT_NEWEST, axis, follow, position });
    this.player.grown();
    this.view = createStore<MomentView>(() => this.#state());
    this.#ends.push(
      this.player.onChange((playback, before) => this.#changed(playback, before)),
      shelf.onGrown((id) => this.#runGrown(id)),
      useExperiments.subscribe(() => this.#refreshSoon()),
      useFeed.subscribe(() => this.#refreshSoon()),
    );
    if (this.isOpen) this.#refreshSoon();
  }

  /** The moment that is shown. */
  get moment(): number {
    return this.momentAt(this.player.playback.position);
  }

  /** True while the Wall is live, as without a playhead. */
  get isLive(): boolean {
    return this.isOpen && this.player.playback.follow;
  }

  get timetable(): Timetable {
    return this.#timetable;
  }

  momentAt(position: number): number {
    return this.axis(this.player.playback.axis).momentAt(position);
  }

  axis(choice: AxisChoice): MomentAxis {
    let axis = this.#axes.get(choice);
    if (!axis) {
      axis = new MomentAxis(this.#timetable.stretches(this.#known()), choice.longestPauseMs);
      this.#axes.set(choice, axis);
    }
    return axis;
  }

  /** The next moment at which one of the shown experiments acted, or any began or ended, `by` times over. */
  beside(axis: Axis, position: number, by: number): number {
    const direction = by > 0 ? 1 : -1;
    let at = position;
    for (let left = Math.abs(by); left > 0; left--) {
      const next = this.#beside(axis.indexAt(at), direction);
      if (next === null) return direction > 0 ? axis.end : 0;
      at = axis.positionOf(next);
    }
    return at;
  }

  event(axis: Axis, position: number, direction: 1 | -1): number | null {
    const chosen = useMarkers.getState().shown;
    const kinds: readonly MomentEventKind[] = MOMENT_EVENT_KINDS.filter((kind) => chosen.includes(kind));
    let next: number | null = axis.indexAt(position);
    // Within a shortened pause a mark may be found again by a hair.
    while (next !== null && (axis.positionOf(next) - position) * direction < NEARLY) {
      next = this.#timetable.markBeside(next, direction, kinds);
    }
    return next === null ? null : axis.positionOf(next);
  }

  /** Calls back whenever the moment changed. Returns how to end it. */
  onMoved(listener: () => void): () => void {
    this.#moves.add(listener);
    return () => this.#moves.delete(listener);
  }

  /** Calls back when there is more to mark. Returns how to end it. */
  onGrown(listener: () => void): () => void {
    this.#growths.add(listener);
    return () => this.#growths.delete(listener);
  }

  /** How many steps a run has in the end; 0 where nobody knows. */
  stepsOf(id: number): number {
    return this.#experiments.get(id)?.steps ?? 0;
  }

  /** The step that a run shows; null before it is read, and before its first one. */
  stepAt(id: number): number | null {
    const run = this.shelf.of(id);
    const index = run ? run.moments.indexAt(this.moment) : -1;
    return run && index >= 0 ? run.run.stepAt(index) : null;
  }

  /** True when no more of a run can come than was read. */
  isOver(id: number): boolean {
    const run = this.shelf.of(id);
    const experiment = this.#experiments.get(id);
    if (!run?.isRead || !experiment) return false;
    // That it was caught up with may have been before its last actions.
    return (
      !this.isOpen ||
      (experiment.completedAt !== null &&
        run.run.length > 0 &&
        stepOf(run.run) >= (experiment.steps ?? Number.POSITIVE_INFINITY))
    );
  }

  command(command: PlaybackCommand): void {
    this.player.command(command);
  }

  end(): void {
    for (const end of this.#ends) end();
    this.player.end();
    for (const timer of [this.#refresh, this.#panels]) if (timer !== null) window.clearTimeout(timer);
    this.#moves.clear();
    this.#growths.clear();
  }

  /** Until when it is known what happened. */
  #known(): number | null {
    // A session's clock stands where it ends.
    return this.isOpen ? Math.floor(serverNow()) : (this.#reading?.now ?? null);
  }

  #readTimetable(): Timetable {
    return new Timetable([...this.#experiments.values()], feedOutages());
  }

  #beside(moment: number, direction: 1 | -1): number | null {
    const moments = [this.#timetable.markBeside(moment, direction, MILESTONES)];
    for (const { id } of this.#shown) {
      const walked = this.shelf.of(id)?.moments;
      if (!walked) continue;
      const index = direction > 0 ? walked.indexAt(moment) + 1 : walked.indexBefore(moment);
      const at = index < 0 ? null : walked.momentOf(index);
      moments.push(at !== null && Number.isFinite(at) ? at : null);
    }
    const known = moments.filter((at) => at !== null);
    if (known.length === 0) return null;
    return direction > 0 ? Math.min(...known) : Math.max(...known);
  }

  #refreshSoon(): void {
    const { pixels, least, most } = REFRESH_MS;
    // While the Wall is live nobody looks at the playhead: the time belongs to the mazes.
    const wait = this.isLive ? most : Math.max(least, Math.min(most, this.player.axis.end / pixels));
    this.#refresh ??= window.setTimeout(() => {
      this.#refresh = null;
      this.#takeOver();
      if (this.isOpen) this.#refreshSoon();
    }, wait);
  }

  /** Takes over what changed since; the playhead stays at its moment. */
  #takeOver(): void {
    const { byId } = useExperiments.getState();
    const { reading } = useFeed.getState();
    if (byId !== this.#experiments || reading?.events !== this.#reading?.events) {
      this.#experiments = byId;
      this.#reading = reading;
      this.#timetable = this.#readTimetable();
    }
    this.player.command({ do: 'axis', axis: { ...this.player.playback.axis } });
    this.player.grown();
    for (const listener of this.#growths) listener();
  }

  #runGrown(id: number): void {
    if (!this.isLive && this.#shown.some((experiment) => experiment.id === id)) this.#showPanelsSoon();
  }

  #changed(playback: Playback, before: Playback): void {
    for (const listener of this.#moves) listener();
    const keys = Object.keys(playback) as (keyof Playback)[];
    const isMoved = keys.every((key) => key === 'position' || key === 'axis' || playback[key] === before[key]);
    const isChosen = playback.axis.longestPauseMs !== before.axis.longestPauseMs;
    if (isMoved && !isChosen) this.#showPanelsSoon();
    else this.#showPanels();
  }

  #showPanelsSoon(): void {
    const wait = this.#panelsAt + PANELS_MS - performance.now();
    if (wait <= 0) this.#showPanels();
    else this.#panels ??= window.setTimeout(() => this.#showPanels(), wait);
  }

  #showPanels(): void {
    if (this.#panels !== null) window.clearTimeout(this.#panels);
    this.#panels = null;
    this.#panelsAt = performance.now();
    this.view.setState(this.#state());
  }

  #state(): MomentView {
    const { playback } = this.player;
    const { moment, isLive } = this;
    this.#shown = isLive ? [] : this.#shownAt(moment, playback);
    const active = this.#shown.filter((experiment) => isActive(experiment, moment)).length;
    // Pausing moves no card away from who wants to press it; going elsewhere may.
    const keepsPlaces = playback.playing || moment === this.#placedAt;
    this.#placedAt = moment;
    return { playback, moment, isLive, cards: this.#places.place(this.#shown, keepsPlaces), active };
  }

  /** The experiments on the Wall, as they stood at a moment; those that have not changed are the same objects. */
  #shownAt(moment: number, { playing, speed }: Playback): readonly ExperimentSummary[] {
    const passes = playing ? LEAST_SHOWN_MS * Math.abs(speed) : 0;
    const [behind, ahead] = speed > 0 ? [Math.max(LINGER_MS, passes), 0] : [LINGER_MS, passes];
    const before = new Map(this.#shown.map((experiment) => [experiment.id, experiment]));
    return this.#timetable.goingOn(moment - behind, moment + ahead).map(({ experiment }) => {
      const now = summaryAt(experiment, this.shelf.of(experiment.id), moment);
      const known = before.get(experiment.id);
      return known && isSame(known, now) ? known : now;
    });
  }
}

function stepOf(run: { readonly length: number; stepAt(index: number): number }): number {
  return run.stepAt(run.length - 1);
}

function isSame(one: ExperimentSummary, other: ExperimentSummary): boolean {
  return (Object.keys(one) as (keyof ExperimentSummary)[]).every((key) => one[key] === other[key]);
}
