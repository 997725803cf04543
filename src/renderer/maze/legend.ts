import type { MazeOverlays } from './overlays.ts';
import type { Palette, Rgb } from './palette.ts';

/** How an entry of a legend looks; colours are CSS colours. */
export type Swatch =
  /** A plain cell. */
  | { readonly kind: 'cell'; readonly colour: string }
  /** A cell with stripes from lower left to upper right. */
  | { readonly kind: 'hatched'; readonly colour: string; readonly ink: string }
  /** A cell whose upper right corner is folded. */
  | { readonly kind: 'corner'; readonly colour: string; readonly corner: string }
  /** A scale from left to right, evenly spaced colours, with a number or a word at either end. */
  | { readonly kind: 'gradient'; readonly colours: readonly string[]; readonly from: string; readonly to: string }
  /** A piece of a line. */
  | { readonly kind: 'line'; readonly pattern: 'solid' | 'dotted' | 'dashed'; readonly colour: string }
  /** The outline of an area. */
  | { readonly kind: 'outline'; readonly colour: string };

/** One line of a legend. */
export interface LegendEntry {
  readonly overlay: keyof MazeOverlays;
  readonly label: string;
  readonly swatch: Swatch;
}

/** What a legend says besides what is switched on. */
export interface LegendFacts {
  /** How many visits the hottest colour stands for (`MazeStage.heatTop`); the scale says no number without it. */
  readonly heatTop?: number;
  /** What the two runs of a difference are called. */
  readonly thisRun?: string;
  readonly otherRun?: string;
}

/** What the colours and lines over a maze mean, for what is switched on, from the cells up to the lines. */
export function legendOf(overlays: MazeOverlays, palette: Palette, facts: LegendFacts = {}): LegendEntry[] {
  const { visited, heat, trail, fog, seenNow, route, optimal, difference, hits } = overlays;
  const entries: (LegendEntry | false)[] = [
    ...(difference ? differenceOf(palette, facts) : []),
    heat && !difference && entry('heat', 'Visits', heatScale(palette, facts.heatTop)),
    visited && !heat && !difference && entry('visited', 'Visited, long ago to just now', visitScale(palette)),
    fog && entry('fog', 'Not yet seen', { kind: 'cell', colour: css(palette.floorUnseen) }),
    hits && entry('hits', 'Ran into a wall', { kind: 'corner', colour: css(palette.floor), corner: css(palette.hit) }),
    seenNow && entry('seenNow', 'Seen at this step', { kind: 'outline', colour: css(palette.seenEdge) }),
    optimal && entry('optimal', 'Shortest way from the start', line('dashed', palette.optimal)),
    route && entry('route', 'Shortest way from here', line('dotted', palette.route)),
    trail > 0 &&
      entry('trail', trail === 1 ? 'The last step' : `The last ${trail} steps`, line('solid', palette.trail)),
  ];
  return entries.filter((made) => made !== false);
}

/** A colour as CSS writes it. */
export function css(colour: Rgb): string {
  return `rgb(${colour.map((part) => Math.round(part * 255)).join(' ')})`;
}

function entry(overlay: keyof MazeOverlays, label: string, swatch: Swatch): LegendEntry {
  return { overlay, label, swatch };
}

function line(pattern: 'solid' | 'dotted' | 'dashed', colour: Rgb): Swatch {
  return { kind: 'line', pattern, colour: css(colour) };
}

function visitScale({ visitedFirst, visitedLast }: Palette): Swatch {
  return { kind: 'gradient', colours: [css(visitedFirst), css(visitedLast)], from: 'first', to: 'last' };
}

function heatScale({ heat }: Palette, top: number | undefined): Swatch {
  return { kind: 'gradient', colours: heat.map(css), from: '1', to: top ? top.toLocaleString('en') : 'most' };
}

function differenceOf(palette: Palette, { thisRun = 'this run', otherRun = 'the other' }: LegendFacts): LegendEntry[] {
  const hatched: Swatch = { kind: 'hatched', colour: css(palette.onlyOther), ink: css(palette.onlyOtherInk) };
  return [
    entry('difference', `Only ${thisRun}`, { kind: 'cell', colour: css(palette.onlyThis) }),
    entry('difference', `Only ${otherRun}`, hatched),
    entry('difference', 'Both', { kind: 'cell', colour: css(palette.both) }),
  ];
}
