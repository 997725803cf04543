/** A colour as red, green and blue, each 0 … 1: what shaders take. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * The colours of a maze. Hues follow Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), which stays apart for
 * the common kinds of colour blindness; what matters most (goal, hit, agent) is told apart by shape as well.
 */
export interface Palette {
  /** Around the maze. */
  readonly background: Rgb;
  readonly frame: Rgb;
  readonly floor: Rgb;
  readonly floorUnseen: Rgb;
  readonly wall: Rgb;
  readonly wallUnseen: Rgb;
  readonly visitedFirst: Rgb;
  readonly visitedLast: Rgb;
  readonly goal: Rgb;
  readonly goalInk: Rgb;
  readonly unknown: Rgb;
  readonly unknownInk: Rgb;
  readonly hit: Rgb;
  readonly trail: Rgb;
  readonly agent: Rgb;
  readonly agentEdge: Rgb;
  /** Around the agent and other marks, so that they stand out from any cell. */
  readonly halo: Rgb;
  readonly start: Rgb;
  readonly seenEdge: Rgb;
  readonly hover: Rgb;
  readonly selected: Rgb;
  /**
   * From one visit to most, evenly spaced: dark and light follow each other steadily, so that the order is seen without
   * hues as well. Hues after viridis (https://bids.github.io/colormap/), the hottest farthest from the floor's lightness.
   */
  readonly heat: readonly [Rgb, ...Rgb[]];
  /** Cells that of two runs only this one visited, only the other, and both. */
  readonly onlyThis: Rgb;
  readonly onlyOther: Rgb;
  /** Hatches what only the other visited. */
  readonly onlyOtherInk: Rgb;
  readonly both: Rgb;
  /** The shortest way from here, dotted. */
  readonly route: Rgb;
  /** The shortest way from the start, dashed. */
  readonly optimal: Rgb;
}

export const LIGHT: Palette = {
  background: hex('f1f3f5'),
  frame: hex('8d97a3'),
  floor: hex('ffffff'),
  floorUnseen: hex('e4e8ec'),
  wall: hex('46525f'),
  wallUnseen: hex('a9b3be'),
  visitedFirst: hex('d9eaf8'),
  visitedLast: hex('79b8ea'),
  goal: hex('009e73'),
  goalInk: hex('d3f5ea'),
  unknown: hex('ded6e4'),
  unknownInk: hex('a894b5'),
  hit: hex('d55e00'),
  trail: hex('0b4f8f'),
  agent: hex('f5a300'),
  agentEdge: hex('2b2100'),
  halo: hex('ffffff'),
  start: hex('3d4a57'),
  seenEdge: hex('a0458a'),
  hover: hex('1f2933'),
  selected: hex('0072b2'),
  heat: [hex('f7e98e'), hex('a3d65c'), hex('35b779'), hex('21908d'), hex('31688e'), hex('443983'), hex('3a0a4f')],
  onlyThis: hex('5aaee6'),
  onlyOther: hex('f0b04a'),
  onlyOtherInk: hex('c98312'),
  both: hex('e6cbf0'),
  route: hex('1f2933'),
  optimal: hex('00694d'),
};

export const DARK: Palette = {
  background: hex('15171b'),
  frame: hex('545d69'),
  floor: hex('353c46'),
  floorUnseen: hex('1b1e23'),
  wall: hex('8f9aa8'),
  wallUnseen: hex('3d444e'),
  visitedFirst: hex('22405c'),
  visitedLast: hex('2f7dbd'),
  goal: hex('17b890'),
  goalInk: hex('06382b'),
  unknown: hex('3a3342'),
  unknownInk: hex('6f5f7e'),
  hit: hex('ff7a3d'),
  trail: hex('b8dcff'),
  agent: hex('ffb733'),
  agentEdge: hex('1a1300'),
  halo: hex('0d0f12'),
  start: hex('d5dce4'),
  seenEdge: hex('e68fca'),
  hover: hex('f1f3f5'),
  selected: hex('66b8ff'),
  heat: [hex('52288c'), hex('365c8d'), hex('277f8e'), hex('1fa187'), hex('62c862'), hex('9bd93c'), hex('fdf264')],
  onlyThis: hex('2a7fc4'),
  onlyOther: hex('b87410'),
  onlyOtherInk: hex('e0a542'),
  both: hex('52336b'),
  route: hex('f1f3f5'),
  optimal: hex('5fe0bb'),
};

/** The palette of a colour scheme. */
export function paletteOf(scheme: 'light' | 'dark'): Palette {
  return scheme === 'dark' ? DARK : LIGHT;
}

function hex(digits: string): Rgb {
  const value = Number.parseInt(digits, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
