import type { Position } from '#shared/run/run.ts';

/** What fingers, a mouse and a wheel ask for; points are CSS pixels from the element's upper left corner. */
export interface GestureHandlers {
  /** Moved by (dx, dy); `from` is where the gesture began. */
  readonly onPan: (dx: number, dy: number, from: Position) => void;
  /** Zoomed about a point; a factor above 1 comes nearer. */
  readonly onZoom: (factor: number, about: Position) => void;
  /** Pressed and let go in place. */
  readonly onClick: (point: Position) => void;
  /** The pointer is here, or nowhere. */
  readonly onPoint: (point: Position | null) => void;
}

/** CSS pixels that a pressed pointer may tremble before it drags. */
const STILL = 5;
/** Pixels of wheel that double the size; a trackpad's pinch arrives as a wheel with Ctrl and small numbers. */
const WHEEL_DOUBLES = 435;
const PINCH_DOUBLES = 174;
/** Pixels a wheel that counts lines means. */
const LINE = 20;

/** Turns pointer and wheel events of an element into pans, zooms and clicks, until the signal. */
export function listenToGestures(element: HTMLElement, handlers: GestureHandlers, signal: AbortSignal): void {
  const gestures = new Gestures(element, handlers);
  element.style.touchAction = 'none';
  element.addEventListener('pointerdown', (event) => gestures.press(event), { signal });
  element.addEventListener('pointermove', (event) => gestures.move(event), { signal });
  element.addEventListener('pointerup', (event) => gestures.release(event, true), { signal });
  element.addEventListener('pointercancel', (event) => gestures.release(event, false), { signal });
  element.addEventListener('pointerleave', () => handlers.onPoint(null), { signal });
  element.addEventListener('wheel', (event) => gestures.wheel(event), { signal, passive: false });
}

class Gestures {
  readonly #element: HTMLElement;
  readonly #handlers: GestureHandlers;
  /** Where each pressed pointer is. */
  readonly #pressed = new Map<number, Position>();
  #from: Position = { x: 0, y: 0 };
  #isDrag = false;

  constructor(element: HTMLElement, handlers: GestureHandlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  press(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    const point = pointOf(event);
    this.#element.setPointerCapture(event.pointerId);
    this.#pressed.set(event.pointerId, point);
    // A second finger is no click, whatever follows.
    this.#isDrag = this.#pressed.size > 1;
    if (!this.#isDrag) this.#from = point;
  }

  move(event: PointerEvent): void {
    const point = pointOf(event);
    this.#handlers.onPoint(point);
    if (!this.#pressed.has(event.pointerId)) return;
    if (!this.#isDrag && distance(point, this.#from) < STILL) return;
    this.#isDrag = true;
    const before = this.#middle();
    this.#pressed.set(event.pointerId, point);
    const after = this.#middle();
    this.#handlers.onPan(after.x - before.x, after.y - before.y, this.#from);
    if (before.spread > 0 && after.spread > 0) this.#handlers.onZoom(after.spread / before.spread, after);
  }

  release(event: PointerEvent, isDeliberate: boolean): void {
    if (!this.#pressed.delete(event.pointerId)) return;
    if (isDeliberate && !this.#isDrag) this.#handlers.onClick(pointOf(event));
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE);
    this.#handlers.onZoom(2 ** (-pixels / (event.ctrlKey ? PINCH_DOUBLES : WHEEL_DOUBLES)), pointOf(event));
  }

  /** The middle of the first two pressed pointers, and how far apart they are; 0 for a single one. */
  #middle(): Position & { readonly spread: number } {
    const [one = this.#from, other = one] = this.#pressed.values();
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, spread: distance(one, other) };
  }
}

function pointOf({ offsetX, offsetY }: MouseEvent): Position {
  return { x: offsetX, y: offsetY };
}

function distance(one: Position, other: Position): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
