import type { TexelRange } from '#shared/run/layers.ts';

/** Which cells the texels of a texture stand for: a texel for each block of `reduction` × `reduction` cells. */
export interface TexelFrame {
  readonly reduction: number;
  /** In texels. */
  readonly width: number;
  readonly height: number;
}

/** Rows of texels, end exclusive. */
export interface TexelRows {
  readonly first: number;
  readonly end: number;
}

/**
 * The rows of texels that a range of cells lies in, or null where none does.
 * @param columns cells per row of the range
 */
export function rowsOf({ start, end }: TexelRange, columns: number, frame: TexelFrame): TexelRows | null {
  const first = Math.floor(Math.floor(start / columns) / frame.reduction);
  const last = Math.min(frame.height, Math.ceil(Math.ceil(end / columns) / frame.reduction));
  return first < last ? { first, end: last } : null;
}
