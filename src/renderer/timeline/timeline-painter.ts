import type { AxisChoice } from '#shared/run/axis.ts';
import type { EventKind } from '#shared/run/events.ts';
import type { AxisRange } from '#shared/run/playback.ts';
import { shownRange, windowAround } from '#shared/run/timeline-window.ts';
import { FrameRequest } from '../frames.ts';
import type { TimelineColours } from './marker-words.ts';
import type { TimelineSubject } from './subject.ts';
import { drawTimeline } from './timeline-canvas.ts';

/** Marks of a run that grows are counted anew at most this often: a million of them take some milliseconds. */
const GROWN_MS = 250;
/** What assistive programs are told of a playhead that moves all the time changes at most this often. */
const SPOKEN_MS = 250;

interface Look {
  readonly shown: readonly EventKind[];
  readonly colours: TimelineColours;
}

/**
 * Keeps a timeline's elements as its subject is: the playhead at once, without React, the marks when they change.
 */
export class TimelinePainter {
  readonly #subject: TimelineSubject;
  readonly #slider: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #thumb: HTMLElement;
  readonly #look: Look;
  readonly #ends: (() => void)[] = [];
  readonly #frame = new FrameRequest(() => this.#draw());
  #spoken: number | null = null;
  #grown: number | null = null;

  constructor(
    subject: TimelineSubject,
    slider: HTMLElement,
    canvas: HTMLCanvasElement,
    thumb: HTMLElement,
    look: Look,
  ) {
    this.#subject = subject;
    this.#slider = slider;
    this.#canvas = canvas;
    this.#thumb = thumb;
    this.#look = look;
    const resizes = new ResizeObserver(() => this.#redraw());
    resizes.observe(slider);
    this.#ends.push(
      () => resizes.disconnect(),
      subject.player.onChange((playback, before) => {
        if (playback.axis !== before.axis) this.#changeAxis(before.axis);
        this.#keepInWindow();
        this.#place();
        const isSame =
          playback.axis === before.axis && playback.range === before.range && playback.loop === before.loop;
        if (!isSame) this.#redraw();
      }),
      subject.window.subscribe(() => this.#redraw()),
      subject.onGrown(() => {
        this.#grown ??= window.setTimeout(() => {
          this.#grown = null;
          this.#redraw();
        }, GROWN_MS);
      }),
    );
    this.#redraw();
    this.#place();
    this.#speak();
  }

  end(): void {
    for (const end of this.#ends) end();
    this.#frame.cancel();
    for (const timer of [this.#spoken, this.#grown]) if (timer !== null) window.clearTimeout(timer);
  }

  get #range(): AxisRange {
    return shownRange(this.#subject.window.getState(), this.#subject.player.axis.end);
  }

  /** The same stretch of the run on another axis. */
  #changeAxis(former: AxisChoice): void {
    const { window: shown, player } = this.#subject;
    const window = shown.getState();
    if (window === null) return;
    const [before, now] = [player.axisOf(former), player.axis];
    const moved = (position: number) => now.positionOf(before.indexAt(position));
    shown.setState({ from: moved(window.from), to: moved(window.to) }, true);
  }

  #keepInWindow(): void {
    const { window: shown, player } = this.#subject;
    const before = shown.getState();
    const now = windowAround(before, player.axis.end, player.playback.position);
    if (now !== before) shown.setState(now, true);
  }

  #place(): void {
    const { from, to } = this.#range;
    const share = to > from ? (this.#subject.player.playback.position - from) / (to - from) : 0;
    const x = Math.max(0, Math.min(1, share)) * this.#slider.clientWidth;
    this.#thumb.style.transform = `translateX(${x}px)`;
    this.#spoken ??= window.setTimeout(() => {
      this.#spoken = null;
      this.#speak();
    }, SPOKEN_MS);
  }

  #speak(): void {
    const { player } = this.#subject;
    const { position } = player.playback;
    this.#slider.setAttribute('aria-valuemin', String(this.#subject.valueOf(0)));
    this.#slider.setAttribute('aria-valuemax', String(this.#subject.valueOf(player.axis.end)));
    this.#slider.setAttribute('aria-valuenow', String(this.#subject.valueOf(position)));
    this.#slider.setAttribute('aria-valuetext', this.#subject.describe(position));
  }

  #redraw(): void {
    this.#frame.request();
  }

  #draw(): void {
    const { playback } = this.#subject.player;
    drawTimeline(this.#canvas, {
      subject: this.#subject,
      range: this.#range,
      loop: playback.range,
      width: this.#slider.clientWidth,
      ...this.#look,
    });
    this.#place();
  }
}
