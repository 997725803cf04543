/**
 * The highest element that is scrolled. Browsers cut higher ones off (Firefox at 17.8 million pixels, Chromium at 33.5
 * million), and 1,000,000 rows would be 24 million.
 */
export const MOST_PX = 4_000_000;
/** A scroll of more viewports than this is a jump of the scroll bar and not a turn of the wheel. */
const NEAR_VIEWPORTS = 1.5;

/** How high the element of so many rows is, pixels. */
export function heightOf(count: number, rowHeight: number): number {
  return Math.min(count * rowHeight, MOST_PX);
}

/**
 * Where the rows of a long list stand while it is scrolled, all rows being of one height. Up to {@link MOST_PX} the
 * element is as high as its rows; beyond that the scroll bar's place stands for a share of the list, while the wheel and
 * the keys still move the rows by as many pixels as anywhere else.
 */
export class RowScroll {
  readonly #rowHeight: number;
  #count = 0;
  #viewport = 0;
  /** Where the element is scrolled to. */
  #scrollTop = 0;
  /** What is at the top of the view, in pixels of the whole list. */
  #top = 0;

  constructor(rowHeight: number) {
    this.#rowHeight = rowHeight;
  }

  /** Where the element is scrolled to, as far as is known here. */
  get scrollTop(): number {
    return this.#scrollTop;
  }

  /** The rows in view, the last one exclusive. */
  get rows(): { readonly first: number; readonly end: number } {
    return {
      first: Math.max(0, Math.floor(this.#top / this.#rowHeight)),
      end: Math.min(this.#count, Math.ceil((this.#top + this.#viewport) / this.#rowHeight)),
    };
  }

  /** Where a row stands in the element, pixels. */
  placeOf(row: number): number {
    return row * this.#rowHeight + (this.#scrollTop - this.#top);
  }

  /** The list has so many rows now, and the view is so high. Returns where to scroll to. */
  resize(count: number, viewport: number): number {
    this.#count = count;
    this.#viewport = viewport;
    this.#top = Math.max(0, Math.min(this.#top, this.#mostTop));
    return this.settle();
  }

  /** The element was scrolled to a place, by a person or by what was asked of it. */
  scrolled(scrollTop: number): void {
    const by = scrollTop - this.#scrollTop;
    this.#scrollTop = scrollTop;
    const isAtEnd = scrollTop <= 0 || scrollTop >= this.#mostScroll;
    const isNear = Math.abs(by) <= this.#viewport * NEAR_VIEWPORTS && !isAtEnd;
    this.#top = isNear ? Math.max(0, Math.min(this.#top + by, this.#mostTop)) : scrollTop * this.#ratio;
  }

  /** Brings the scroll bar to the place that stands for what is in view. Returns where to scroll to. */
  settle(): number {
    this.#scrollTop = this.#ratio === 0 ? 0 : this.#top / this.#ratio;
    return this.#scrollTop;
  }

  /** Brings a row into view, by as little as is needed. Returns where to scroll to. */
  show(row: number): number {
    const top = row * this.#rowHeight;
    if (this.#top > top) this.#top = top;
    else if (this.#top < top + this.#rowHeight - this.#viewport) this.#top = top + this.#rowHeight - this.#viewport;
    return this.settle();
  }

  /** True when a row is in view as a whole. */
  isShown(row: number): boolean {
    const top = row * this.#rowHeight;
    // Scroll positions are rounded to what the screen can show.
    return top >= this.#top - 1 && top + this.#rowHeight <= this.#top + this.#viewport + 1;
  }

  get #total(): number {
    return this.#count * this.#rowHeight;
  }

  get #mostTop(): number {
    return Math.max(0, this.#total - this.#viewport);
  }

  get #mostScroll(): number {
    return Math.max(0, heightOf(this.#count, this.#rowHeight) - this.#viewport);
  }

  /** Pixels of the list for a pixel of the scroll bar. */
  get #ratio(): number {
    return this.#mostScroll === 0 ? 0 : this.#mostTop / this.#mostScroll;
  }
}
