import { useEffect, useState } from 'react';
import { panWindow, shownRange, zoomWindow } from '#shared/run/timeline-window.ts';
import type { TimelineSubject } from './subject.ts';
import { RULER } from './timeline-canvas.ts';

/** The pointer over a timeline. */
export interface TimelinePointer {
  /** CSS pixels from the timeline's left edge, and its width. */
  readonly x: number;
  readonly width: number;
  readonly position: number;
}

/** A range shorter than this many pixels was a click and not a drag. */
const LEAST_DRAG = 4;
/** Keys of a slider, and how far they step. */
const KEYS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
/** How much the wheel zooms, per pixel that it was turned. */
const WHEEL_ZOOM = 1.0015;

/**
 * What a pointer does on a timeline: a press or a drag on the track moves the playhead, a drag along the ruler (or with
 * Shift) chooses a range to repeat, two fingers zoom, the wheel steps, with Ctrl it zooms, sideways it pans.
 * @returns where the mouse is, null beside the timeline
 */
export function useTimelineGestures(
  element: React.RefObject<HTMLElement | null>,
  subject: TimelineSubject,
): TimelinePointer | null {
  const [pointer, setPointer] = useState<TimelinePointer | null>(null);
  useEffect(() => {
    const slider = element.current;
    if (!slider) return;
    const gestures = new TimelineGestures(slider, subject, setPointer);
    return () => gestures.end();
  }, [element, subject]);
  return pointer;
}

class TimelineGestures {
  readonly #slider: HTMLElement;
  readonly #subject: TimelineSubject;
  readonly #onPointer: (pointer: TimelinePointer | null) => void;
  readonly #listeners = new AbortController();
  /** Fingers and buttons that are down, with where they are. */
  readonly #down = new Map<number, number>();
  /** Where a range was begun, as a position; null while the playhead is dragged. */
  #rangeFrom: { readonly position: number; readonly x: number } | null = null;
  #wheeled = 0;

  constructor(slider: HTMLElement, subject: TimelineSubject, onPointer: (pointer: TimelinePointer | null) => void) {
    this.#slider = slider;
    this.#subject = subject;
    this.#onPointer = onPointer;
    const { signal } = this.#listeners;
    slider.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    slider.addEventListener('pointermove', (event) => this.#move(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      slider.addEventListener(type, (event) => this.#release(event), { signal });
    }
    slider.addEventListener('pointerleave', () => onPointer(null), { signal });
    slider.addEventListener('keydown', (event) => this.#key(event), { signal });
    slider.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
  }

  end(): void {
    this.#listeners.abort();
  }

  #positionAt(x: number): number {
    const { player, window: shown } = this.#subject;
    const { from, to } = shownRange(shown.getState(), player.axis.end);
    const share = Math.max(0, Math.min(1, x / Math.max(1, this.#slider.clientWidth)));
    const position = from + share * (to - from);
    // An action is shown from its own position on; the nearest one is meant, not the one before.
    return player.axis.kind === 'step' ? Math.round(position) : position;
  }

  #xOf(event: MouseEvent): number {
    return event.clientX - this.#slider.getBoundingClientRect().left;
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const x = this.#xOf(event);
    this.#slider.setPointerCapture(event.pointerId);
    this.#onPointer(null);
    // The first finger of a gesture, or the mouse: whatever was down before is not any more.
    if (event.isPrimary) this.#down.clear();
    this.#down.set(event.pointerId, x);
    if (this.#down.size > 1) {
      this.#rangeFrom = null;
      return;
    }
    const onRuler = event.clientY > this.#slider.getBoundingClientRect().bottom - RULER;
    if (onRuler || event.shiftKey) this.#rangeFrom = { position: this.#positionAt(x), x };
    else this.#seek(x);
  }

  #move(event: PointerEvent): void {
    const x = this.#xOf(event);
    // While it is dragged, the maze itself shows what is under it.
    if (event.pointerType === 'mouse' && this.#down.size === 0) {
      this.#onPointer({ x, width: this.#slider.clientWidth, position: this.#positionAt(x) });
    }
    const before = this.#down.get(event.pointerId);
    if (before === undefined) return;
    if (this.#down.size === 2) {
      this.#pinch(event.pointerId, x);
      return;
    }
    this.#down.set(event.pointerId, x);
    if (this.#rangeFrom === null) this.#seek(x);
    else if (Math.abs(x - this.#rangeFrom.x) >= LEAST_DRAG) {
      const range = { from: this.#rangeFrom.position, to: this.#positionAt(x) };
      this.#subject.player.command({ do: 'range', range });
    }
  }

  #release(event: PointerEvent): void {
    const x = this.#down.get(event.pointerId);
    this.#down.delete(event.pointerId);
    const wasClick =
      event.type === 'pointerup' &&
      this.#rangeFrom !== null &&
      x !== undefined &&
      Math.abs(x - this.#rangeFrom.x) < LEAST_DRAG;
    // A click on the ruler takes the range away.
    if (wasClick) this.#subject.player.command({ do: 'range', range: null });
    if (this.#down.size === 0) this.#rangeFrom = null;
  }

  #seek(x: number): void {
    this.#subject.player.command({ do: 'seek-position', position: this.#positionAt(x) });
  }

  #pinch(pointerId: number, x: number): void {
    const other = [...this.#down].find(([id]) => id !== pointerId)?.[1] ?? x;
    const before = Math.abs((this.#down.get(pointerId) ?? x) - other);
    const about = this.#positionAt((x + other) / 2);
    this.#down.set(pointerId, x);
    const apart = Math.abs(x - other);
    if (before > 0 && apart > 0) this.#zoom(before / apart, about);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { player, window: shown } = this.#subject;
    const x = this.#xOf(event);
    // Browsers report a pinch on a touch pad as a wheel with Ctrl.
    if (event.ctrlKey || event.metaKey) {
      this.#zoom(WHEEL_ZOOM ** event.deltaY, this.#positionAt(x));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !event.shiftKey) {
      const { from, to } = shownRange(shown.getState(), player.axis.end);
      const by = (event.deltaX / Math.max(1, this.#slider.clientWidth)) * (to - from);
      shown.setState(panWindow(shown.getState(), player.axis.end, by), true);
    } else {
      // A notch of a wheel is some 100 pixels, a touch pad sends a few at a time.
      // With Shift, browsers turn a wheel sideways.
      this.#wheeled += event.deltaY || event.deltaX;
      const steps = Math.trunc(this.#wheeled / 40);
      this.#wheeled -= steps * 40;
      if (steps !== 0) player.command({ do: 'step', by: event.shiftKey ? steps * 10 : Math.sign(steps) });
    }
  }

  /** What a slider does with keys besides those that move the playhead wherever the focus is. */
  #key(event: KeyboardEvent): void {
    const by = KEYS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#subject.player.command({ do: 'step', by });
  }

  #zoom(factor: number, about: number): void {
    const { window: shown, player } = this.#subject;
    shown.setState(zoomWindow(shown.getState(), player.axis.end, factor, about, player.axis.leastWindow), true);
  }
}
