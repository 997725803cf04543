/** Height of a caption beside text of 13 pixels. */
const HEIGHT_PER_TEXT = 2.2;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** The colours of a caption, as CSS colours. */
export interface CaptionColours {
  readonly background: string;
  readonly text: string;
}

/** Lines of text at the foot of pictures, as pixels. Drawn on a canvas in main memory, from which reading is cheap. */
export class Caption {
  readonly width: number;
  readonly height: number;
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #colours: CaptionColours;
  readonly #size: number;

  /** @param width pixels; the text grows with it */
  constructor(width: number, colours: CaptionColours) {
    this.#size = Math.max(11, Math.round(width / 80));
    this.width = width;
    // Even, as codecs want it.
    this.height = Math.round((this.#size * HEIGHT_PER_TEXT) / 2) * 2;
    this.canvas = document.createElement('canvas');
    this.canvas.width = width;
    this.canvas.height = this.height;
    const context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new Error('The browser could not make a canvas for the caption.');
    this.#context = context;
    this.#colours = colours;
  }

  /** Draws a text on the left, cut where it would run into the one on the right. */
  draw(left: string, right: string): void {
    const context = this.#context;
    const margin = this.#size;
    context.fillStyle = this.#colours.background;
    context.fillRect(0, 0, this.width, this.height);
    context.font = `${this.#size}px ${FONT}`;
    context.textBaseline = 'middle';
    context.fillStyle = this.#colours.text;
    const room = this.width - 3 * margin - context.measureText(right).width;
    context.fillText(cut(context, left, room), margin, this.height / 2);
    context.textAlign = 'right';
    context.fillText(right, this.width - margin, this.height / 2);
    context.textAlign = 'left';
  }

  /** RGBA, row by row from the top. */
  pixels(): Uint8ClampedArray {
    return this.#context.getImageData(0, 0, this.width, this.height).data;
  }
}

function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return length === 0 ? '' : `${text.slice(0, length)}…`;
}
