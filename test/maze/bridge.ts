import type { Position } from '#shared/run/run.ts';
import type { Size } from '../../src/renderer/maze/camera.ts';
import type { MazeOverlays } from '../../src/renderer/maze/overlays.ts';
import type { FixtureName } from './fixtures.ts';

export type Theme = 'light' | 'dark';

/** Which picture the page shows. */
export interface Shown {
  readonly index: number;
  /** Outline what the fixture's agent sees from where it is. */
  readonly seen?: boolean;
  readonly selected?: Position;
  /** What differs from the overlays that are on by default. */
  readonly overlays?: Partial<MazeOverlays>;
  /** Another run of the same maze and its playhead. */
  readonly other?: { readonly name: FixtureName; readonly index: number };
}

/** What happened on the page so far. */
export interface PageLog {
  /** How many frames were drawn. */
  readonly frames: number;
  /** The index drawn last. */
  readonly index: number | null;
  readonly hover: Position | null;
  readonly picked: Position | null;
  readonly messages: readonly string[];
}

/** Milliseconds of a series of frames or draws. */
export interface Figures {
  readonly framesPerSecond: number;
  readonly slowestFrame: number;
  readonly drawsPerSecond: number;
  readonly millisecondsPerDraw: number;
}

/** What happened on a grid of panes so far; panes are told by their place. */
export interface GridLog {
  readonly hover: Readonly<Record<number, Position | null>>;
  readonly picked: readonly { readonly pane: number; readonly cell: Position }[];
  readonly drawn: readonly number[];
  readonly messages: readonly string[];
}

/** A grid of panes as the page is asked to show it. */
export interface GridShown {
  readonly names: readonly FixtureName[];
  readonly columns: number;
  /** CSS pixels between the panes. */
  readonly gutter: number;
  readonly theme: Theme;
}

/** What is printed, and how. */
export interface Printed extends Shown {
  readonly theme: Theme;
  readonly size: Size | { readonly pixelsPerCell: number };
  readonly pixelRatio?: number;
  readonly margin?: number;
  readonly area?: Position & Size;
  /** Compare the file with the raw pixels, too. */
  readonly pixels?: boolean;
}

/** What the test page offers to the specs that drive it, all as plain data. */
export interface MazePage {
  /** Opens a fixture on the stage, mounting it at the first call. */
  open(name: FixtureName, theme: Theme): Promise<void>;
  /** Draws a picture and waits until it is on the screen. */
  render(shown: Shown): Promise<void>;
  fit(): Promise<void>;
  zoomBy(factor: number): Promise<void>;
  setFollow(follow: boolean): Promise<void>;
  log(): PageLog;
  /** Where a cell is on the page. */
  pointOf(cell: Position): Position;
  agentAt(index: number): Position | null;
  /** The first index from `from` on at which the agent ran into something. */
  bumpAfter(from: number): number;
  /** The first index at which a goal was seen. */
  goalSeen(): number;
  length(): number;
  loseContext(): Promise<void>;
  restoreContext(): Promise<void>;
  /** Shows another maze over and over; returns how many textures and buffers the graphics card holds before and after. */
  switchMazes(times: number): Promise<{ before: number; after: number }>;
  /** How many textures, buffers and the like the graphics card holds. */
  resources(): number;
  /** Mounts a stage where no WebGL is to be had; returns the message. */
  mountWithoutWebGl(): Promise<string>;
  openGrid(shown: GridShown): Promise<void>;
  /** Draws each pane's run at its index; the overlays are for all of them. */
  renderGrid(indexes: readonly number[], overlays?: Partial<MazeOverlays>): Promise<void>;
  gridPointOf(pane: number, cell: Position): Position;
  zoomGrid(factor: number): Promise<void>;
  fitGrid(): Promise<void>;
  /** Ends a pane, or follows the agent of one. */
  detachPane(pane: number): Promise<void>;
  followPane(pane: number | null): Promise<void>;
  /** Attaches and detaches a pane over and over; what the graphics card holds before and after. */
  switchPanes(times: number): Promise<{ before: number; after: number }>;
  gridLog(): GridLog;
  /** Moves all playheads `stepsPerSecond` times a second; draws are frames, waited for until they are on the canvas. */
  measureGrid(milliseconds: number, stepsPerSecond: number): Promise<Figures>;
  /** Prints a fixture's run; returns a PNG file in base 64, or the message of what went wrong. */
  print(name: FixtureName, what: Printed): Promise<string>;
  /** Prints one picture after the other and hands each to a video's frame. */
  measurePrints(name: FixtureName, count: number): Promise<Figures>;
  openWall(names: readonly FixtureName[], size: number, theme: Theme): Promise<void>;
  renderWall(index: number): Promise<void>;
  /** How many visits the hottest colour stood for in the frame drawn last. */
  heatTop(): number;
  /** Draws pictures at indexes all over the run and waits for each; milliseconds until it is on the canvas. */
  measureSeeks(count: number, shown: Omit<Shown, 'index'>): Promise<{ median: number; slowest: number }>;
  /** Moves the playhead by one in every frame. */
  measureStage(milliseconds: number): Promise<Figures>;
  /** Moves each tile's playhead `stepsPerSecond` times a second. */
  measureWall(milliseconds: number, stepsPerSecond: number): Promise<Figures>;
}

declare global {
  var mazePage: MazePage;
}
