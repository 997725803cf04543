import type { Rgb } from './palette.ts';

/** What a mark looks like; the mark shader knows the same numbers. */
export const SHAPE = { box: 0, arrow: 1, burst: 2, letter: 3, flag: 4, dots: 5, dashes: 6 } as const;

/** One thing drawn over the cells. Lengths are device pixels, so that marks keep their size when cells are tiny. */
export interface Mark {
  readonly shape: (typeof SHAPE)[keyof typeof SHAPE];
  /** Centre, in cells: (0, 0) is the maze's upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Of rounded corners; half the side makes a circle. Of dots and dashes, how far along its line the middle lies. */
  readonly radius?: number;
  /** Turned clockwise, in radians. */
  readonly angle?: number;
  readonly fill?: Rgb;
  readonly fillAlpha?: number;
  readonly edge?: Rgb;
  readonly edgeAlpha?: number;
  /** Full width of the edge, centred on the shape's outline. */
  readonly edgeWidth?: number;
}

/** Floats per vertex: centre 2, offset 2, local 2, shape 4, fill 4, edge 4, edge width 1. */
export const VERTEX_FLOATS = 19;
const MARK_FLOATS = VERTEX_FLOATS * 4;
const CORNERS = [-1, -1, 1, -1, 1, 1, -1, 1];
const BLACK: Rgb = [0, 0, 0];

/** Marks as vertices of quads, in the order in which they cover each other. Grows as needed and is refilled per picture. */
export class MarkList {
  vertices = new Float32Array(128 * MARK_FLOATS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** How many marks fit before {@link vertices} is replaced by a longer array. */
  get capacity(): number {
    return this.vertices.length / MARK_FLOATS;
  }

  clear(): void {
    this.#count = 0;
  }

  add(mark: Mark): void {
    if (this.#count === this.capacity) this.#grow();
    const { x, y, halfWidth, halfHeight, radius = 0, angle = 0, edgeWidth = 0 } = mark;
    const { fill = BLACK, edge = BLACK } = mark;
    const fillAlpha = mark.fillAlpha ?? (mark.fill ? 1 : 0);
    const edgeAlpha = mark.edgeAlpha ?? (mark.edge ? 1 : 0);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    // Room for the outer half of the edge and for smoothing.
    const margin = edgeWidth / 2 + 1.5;
    const { vertices } = this;
    let at = this.#count * MARK_FLOATS;
    // Written one by one: a long route is thousands of marks, and lists made and spread took most of their time.
    for (let corner = 0; corner < 8; corner += 2) {
      const localX = (CORNERS[corner] ?? 0) * (halfWidth + margin);
      const localY = (CORNERS[corner + 1] ?? 0) * (halfHeight + margin);
      vertices[at++] = x;
      vertices[at++] = y;
      vertices[at++] = localX * cos - localY * sin;
      vertices[at++] = localX * sin + localY * cos;
      vertices[at++] = localX;
      vertices[at++] = localY;
      vertices[at++] = mark.shape;
      vertices[at++] = halfWidth;
      vertices[at++] = halfHeight;
      vertices[at++] = radius;
      vertices[at++] = fill[0];
      vertices[at++] = fill[1];
      vertices[at++] = fill[2];
      vertices[at++] = fillAlpha;
      vertices[at++] = edge[0];
      vertices[at++] = edge[1];
      vertices[at++] = edge[2];
      vertices[at++] = edgeAlpha;
      vertices[at++] = edgeWidth;
    }
    this.#count++;
  }

  #grow(): void {
    const longer = new Float32Array(this.vertices.length * 2);
    longer.set(this.vertices);
    this.vertices = longer;
  }
}
