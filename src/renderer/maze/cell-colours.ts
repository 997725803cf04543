import { CODE } from './cell-grid.ts';
import type { CellFill, MazeOverlays } from './overlays.ts';
import type { Palette, Rgb } from './palette.ts';

/** Columns: never seen, seen, then from long ago to just now, or from once to most often; or who visited. */
export const STATE = { unseen: 0, seen: 1, visited: 2 } as const;
/** How many shades the order, or the number, of visits is told by. */
const VISIT_SHADES = 32;
/** Columns in place of the shades, where two runs are told apart; `otherInk` is what `other` is hatched with. */
export const VISITOR = { own: 2, other: 3, both: 4, otherInk: 5 } as const;
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

/** What the colours depend on besides the palette. */
export interface CellLook extends Pick<MazeOverlays, 'visited' | 'fog'> {
  readonly fill: CellFill;
}

/**
 * The colour of every kind of cell in every state, as RGBA bytes by row. The shader looks a colour up instead of mixing
 * it: on a software renderer that takes less than half the time of a frame. Shades and fog that are switched off are
 * columns that repeat another, so they cost nothing either.
 */
export function cellColours(palette: Palette, look: CellLook): Uint8Array {
  const table = new Uint8Array(TABLE.width * TABLE.height * 4);
  for (let row = 0; row < TABLE.height; row++) {
    for (let state = 0; state < TABLE.width; state++) {
      const [red, green, blue] = colourOf(palette, row, state, look);
      table.set([red * 255, green * 255, blue * 255, 255].map(Math.round), (row * TABLE.width + state) * 4);
    }
  }
  return table;
}

function colourOf(palette: Palette, row: number, state: number, look: CellLook): Rgb {
  const tint = tintOf(palette, state, look);
  if (row === ROW.hit) return palette.hit;
  if (row === ROW.goal) return tint ? mix(palette.goal, tint, 0.2) : palette.goal;
  if (row === ROW.unknown) return tint ? mix(palette.unknown, tint, 0.6) : palette.unknown;
  if (row === ROW.unknownInk) return tint ? mix(palette.unknownInk, tint, 0.6) : palette.unknownInk;
  const share = Math.min(1, row / ROW.wall);
  if (state === STATE.unseen && look.fog) return mix(palette.floorUnseen, palette.wallUnseen, share);
  // A way through a block of cells must not drown in the walls beside it, and a visited wall, where the rows contradict
  // each other, shows both.
  return tint ? mix(tint, palette.wall, share * 0.4) : mix(palette.floor, palette.wall, share);
}

/** What a state adds to the colour of a tile, or null for nothing. */
function tintOf(palette: Palette, state: number, { fill, visited }: CellLook): Rgb | null {
  if (state < STATE.visited) return null;
  const share = (state - STATE.visited) / (VISIT_SHADES - 1);
  if (fill === 'heat') return ramp(palette.heat, share);
  if (fill === 'difference') {
    if (state === VISITOR.own) return palette.onlyThis;
    if (state === VISITOR.other) return palette.onlyOther;
    return state === VISITOR.otherInk ? palette.onlyOtherInk : palette.both;
  }
  return visited ? mix(palette.visitedFirst, palette.visitedLast, share) : null;
}

/** The colour `share` of the way from one to the other. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * share;
  return [part(0), part(1), part(2)];
}

/** The colour `share` of the way along evenly spaced ones. */
function ramp(colours: readonly [Rgb, ...Rgb[]], share: number): Rgb {
  const place = Math.max(0, Math.min(1, share)) * (colours.length - 1);
  const from = colours[Math.floor(place)] ?? colours[0];
  return mix(from, colours[Math.ceil(place)] ?? from, place % 1);
}
