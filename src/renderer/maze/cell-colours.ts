import { CODE } from './cell-grid.ts';
import type { Palette, Rgb } from './palette.ts';

/** Columns: never seen, seen, then visited from long ago to just now. */
export const STATE = { unseen: 0, seen: 1, visited: 2 } as const;
/** How many shades the order of visits is told by. */
const VISIT_SHADES = 32;
/** Shares of wall in a texel that are told apart. */
export const WALL_SHADES = 8;
/** Rows: shares of wall, then the other tiles by their {@link CODE}, then what patterns are made of. */
export const ROW = {
  wall: CODE.wall * WALL_SHADES,
  unknown: CODE.unknown * WALL_SHADES,
  goal: CODE.goal * WALL_SHADES,
  unknownInk: CODE.unknown * WALL_SHADES + 1,
  hit: CODE.goal * WALL_SHADES + 1,
} as const;

/** Size of the table, in texels. */
export const TABLE = { width: STATE.visited + VISIT_SHADES, height: ROW.hit + 1 } as const;

/**
 * The colour of every kind of cell in every state, as RGBA bytes by row. The shader looks a colour up instead of mixing
 * it: on a software renderer that takes less than half the time of a frame.
 */
export function cellColours(palette: Palette): Uint8Array {
  const table = new Uint8Array(TABLE.width * TABLE.height * 4);
  for (let row = 0; row < TABLE.height; row++) {
    for (let state = 0; state < TABLE.width; state++) {
      const [red, green, blue] = colourOf(palette, row, state);
      table.set([red * 255, green * 255, blue * 255, 255].map(Math.round), (row * TABLE.width + state) * 4);
    }
  }
  return table;
}

function colourOf(palette: Palette, row: number, state: number): Rgb {
  const recency = (state - STATE.visited) / (VISIT_SHADES - 1);
  const tint = state >= STATE.visited ? mix(palette.visitedFirst, palette.visitedLast, recency) : null;
  if (row === ROW.hit) return palette.hit;
  if (row === ROW.goal) return tint ? mix(palette.goal, tint, 0.2) : palette.goal;
  if (row === ROW.unknown) return tint ? mix(palette.unknown, tint, 0.6) : palette.unknown;
  if (row === ROW.unknownInk) return tint ? mix(palette.unknownInk, tint, 0.6) : palette.unknownInk;
  const share = Math.min(1, row / ROW.wall);
  if (state === STATE.unseen) return mix(palette.floorUnseen, palette.wallUnseen, share);
  // A way through a block of cells must not drown in the walls beside it, and a visited wall, where the rows contradict
  // each other, shows both.
  return tint ? mix(tint, palette.wall, share * 0.4) : mix(palette.floor, palette.wall, share);
}

/** The colour `share` of the way from one to the other. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * share;
  return [part(0), part(1), part(2)];
}
