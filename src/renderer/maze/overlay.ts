import { MOVES } from '#shared/domain/action.ts';
import type { Maze } from '#shared/domain/maze.ts';
import type { Bump, Picture } from '#shared/run/picture.ts';
import type { Position } from '#shared/run/run.ts';
import { mix } from './cell-colours.ts';
import { type MarkList, SHAPE } from './mark-list.ts';
import { outlineOf } from './outline.ts';
import type { CellFill, MazeOverlays } from './overlays.ts';
import type { Palette, Rgb } from './palette.ts';

/** Everything that the marks over the cells are made of. */
export interface Overlay {
  readonly picture: Picture;
  readonly maze: Maze;
  readonly goals: readonly Position[];
  readonly start: Position | null;
  /** What the agent sees at the step shown; empty when that is not known. */
  readonly seen: readonly Position[];
  readonly hover: Position | null;
  readonly selected: Position | null;
  readonly palette: Palette;
  readonly overlays: MazeOverlays;
  /** What the cells are coloured by. */
  readonly fill: CellFill;
  /** Device pixels. */
  readonly pixelsPerCell: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

/** Half the least width of the agent, in CSS pixels: it must be found where cells are smaller than a pixel. */
const AGENT_LEAST = 7;
/** Goals get a mark of their own while cells are smaller than this, in CSS pixels. */
const GOAL_MARK_BELOW = 20;

/** Fills the list with what lies directly on the cells, from the lowest to the topmost. */
export function drawUnderlay(marks: MarkList, overlay: Overlay): void {
  const { seenNow, trail } = overlay.overlays;
  marks.clear();
  drawFrame(marks, overlay);
  drawGoals(marks, overlay);
  if (seenNow) drawSeen(marks, overlay);
  if (trail > 0) drawTrail(marks, overlay);
}

/** Fills the list with what nothing may cover: routes run below it. */
export function drawOverlay(marks: MarkList, overlay: Overlay): void {
  marks.clear();
  drawStart(marks, overlay);
  if (overlay.overlays.hits) drawBumps(marks, overlay);
  drawCellEdge(marks, overlay, overlay.selected, overlay.palette.selected, 2.5);
  drawCellEdge(marks, overlay, overlay.hover, overlay.palette.hover, 1.5);
  drawAgent(marks, overlay);
}

/** True when a position lies in the grid. */
function isInside(maze: Maze, { x, y }: Position): boolean {
  return x >= 0 && y >= 0 && x < maze.width && y < maze.height;
}

/** The middle of a cell; of one outside the grid, the nearest point on the border, so that it is never out of view. */
function middle(maze: Maze, { x, y }: Position): Position {
  return { x: Math.max(0, Math.min(maze.width, x + 0.5)), y: Math.max(0, Math.min(maze.height, y + 0.5)) };
}

// Four lines: one hollow box would be shaded over all of the maze.
function drawFrame(marks: MarkList, { maze, palette, pixelsPerCell, pixelRatio }: Overlay): void {
  const { width, height } = maze;
  const corners = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
  corners.forEach((from, side) => {
    const to = corners[(side + 1) % 4] ?? from;
    drawLine(marks, from, to, pixelRatio * 0.75, palette.frame, pixelsPerCell);
  });
}

// Told by their pattern, not by their colour alone; where cells are small, by a mark that stays large enough to be found.
function drawGoals(marks: MarkList, { goals, palette, pixelsPerCell, pixelRatio }: Overlay): void {
  const isSmall = pixelsPerCell < GOAL_MARK_BELOW * pixelRatio;
  const half = isSmall ? Math.max(4.5 * pixelRatio, pixelsPerCell * 0.5) : pixelsPerCell / 2;
  for (const cell of goals) {
    const place = { x: cell.x + 0.5, y: cell.y + 0.5, halfWidth: half, halfHeight: half };
    if (isSmall) {
      const diamond = { ...place, shape: SHAPE.box, angle: Math.PI / 4 };
      marks.add({ ...diamond, fill: palette.goal, edge: palette.halo, edgeWidth: 1.5 * pixelRatio });
      marks.add({ ...diamond, halfWidth: half * 0.4, halfHeight: half * 0.4, fill: palette.goalInk });
    } else {
      marks.add({ ...place, shape: SHAPE.flag, fill: palette.goal, edge: palette.goalInk });
    }
  }
}

function drawSeen(marks: MarkList, { seen, maze, palette, pixelsPerCell, pixelRatio }: Overlay): void {
  const halfWidth = Math.max(0.75 * pixelRatio, Math.min(1.25 * pixelRatio, pixelsPerCell * 0.1));
  for (const { x1, y1, x2, y2 } of outlineOf(seen.filter((cell) => isInside(maze, cell)))) {
    drawLine(marks, { x: x1, y: y1 }, { x: x2, y: y2 }, halfWidth, palette.seenEdge, pixelsPerCell);
  }
}

// Opaque, with the tail growing thin and pale: translucent pieces would show as beads where they overlap.
function drawTrail(marks: MarkList, overlay: Overlay): void {
  const { palette, pixelRatio } = overlay;
  // On other colours than those of visits it would be hard to see; all edges first, so that none cuts into the line.
  if (overlay.fill !== 'visits') drawTrailLine(marks, overlay, pixelRatio, () => palette.halo);
  drawTrailLine(marks, overlay, 0, (age) => mix(palette.visitedLast, palette.trail, 0.15 + 0.85 * age));
}

function drawTrailLine(marks: MarkList, overlay: Overlay, edge: number, colourOf: (age: number) => Rgb): void {
  const { picture, maze, pixelsPerCell, pixelRatio } = overlay;
  const places = picture.trail.map((place) => middle(maze, place));
  const widest = Math.max(1.1 * pixelRatio, Math.min(5 * pixelRatio, pixelsPerCell * 0.11));
  for (let i = 1; i < places.length; i++) {
    const from = places[i - 1];
    const to = places[i];
    if (!from || !to) continue;
    const age = i / (places.length - 1);
    // A step to a cell that is no neighbour (rows are missing, or it left the grid) is only hinted at.
    const jump = Math.hypot(to.x - from.x, to.y - from.y) > 1.01;
    const halfWidth = Math.max(0.6 * pixelRatio, jump ? 0 : widest * (0.25 + 0.75 * age));
    drawLine(marks, from, to, halfWidth + edge, colourOf(age), pixelsPerCell);
  }
}

function drawStart(marks: MarkList, { start, maze, palette, pixelsPerCell, pixelRatio }: Overlay): void {
  if (!start) return;
  const half = Math.max(6 * pixelRatio, pixelsPerCell * 0.38);
  const width = Math.max(1.5 * pixelRatio, half * 0.16);
  const place = { ...middle(maze, start), halfWidth: half, halfHeight: half };
  const ring = { ...place, shape: SHAPE.box, radius: half };
  marks.add({ ...ring, fill: palette.halo, fillAlpha: 0.75, edge: palette.halo, edgeWidth: width + 2 * pixelRatio });
  marks.add({ ...ring, edge: palette.start, edgeWidth: width });
  const size = half * 0.5;
  marks.add({
    ...place,
    shape: SHAPE.letter,
    halfWidth: size,
    halfHeight: size,
    edge: palette.start,
    edgeWidth: width,
  });
}

function drawBumps(marks: MarkList, overlay: Overlay): void {
  const { picture, maze, palette, pixelsPerCell, pixelRatio } = overlay;
  for (const bump of picture.bumps) {
    const edge = wallSide(maze, bump);
    const newest = picture.bumped && bump.age === 0;
    const alpha = newest ? 1 : 0.9 - 0.65 * bump.age;
    const across = bump.heading === 'move_east' || bump.heading === 'move_west';
    const length = Math.max(4 * pixelRatio, pixelsPerCell * 0.36);
    const thickness = Math.max(1.25 * pixelRatio, pixelsPerCell * (newest ? 0.09 : 0.06));
    marks.add({
      shape: SHAPE.box,
      ...edge,
      halfWidth: across ? thickness : length,
      halfHeight: across ? length : thickness,
      radius: thickness,
      fill: palette.hit,
      fillAlpha: alpha,
      edge: palette.halo,
      edgeAlpha: alpha * 0.8,
      edgeWidth: pixelRatio,
    });
    if (!newest) continue;
    const size = Math.max(7 * pixelRatio, pixelsPerCell * 0.34);
    const half = { halfWidth: size, halfHeight: size };
    const outline = { edge: palette.halo, edgeWidth: Math.max(1.5 * pixelRatio, size * 0.14) };
    marks.add({ shape: SHAPE.burst, ...edge, ...half, ...outline, fill: palette.hit });
  }
}

/** Where a failed move touched what was in its way: the middle of that side of its cell. */
function wallSide(maze: Maze, bump: Bump): Position {
  const { dx, dy } = MOVES[bump.heading];
  const { x, y } = middle(maze, bump);
  return isInside(maze, bump) ? { x: x + dx * 0.5, y: y + dy * 0.5 } : { x, y };
}

function drawCellEdge(marks: MarkList, overlay: Overlay, cell: Position | null, colour: Rgb, width: number): void {
  const { maze, palette, pixelsPerCell, pixelRatio } = overlay;
  if (!cell || !isInside(maze, cell)) return;
  const half = Math.max(4 * pixelRatio, pixelsPerCell / 2);
  const box = { shape: SHAPE.box, x: cell.x + 0.5, y: cell.y + 0.5, halfWidth: half, halfHeight: half };
  const radius = Math.min(3 * pixelRatio, half * 0.2);
  marks.add({ ...box, radius, edge: palette.halo, edgeAlpha: 0.7, edgeWidth: (width + 2) * pixelRatio });
  marks.add({ ...box, radius, edge: colour, edgeWidth: width * pixelRatio });
}

function drawAgent(marks: MarkList, { picture, maze, palette, pixelsPerCell, pixelRatio }: Overlay): void {
  const { agent, heading } = picture;
  if (!agent) return;
  const size = Math.max(AGENT_LEAST * pixelRatio, pixelsPerCell * 0.4);
  const edgeWidth = Math.max(1.25 * pixelRatio, size * 0.13);
  const place = middle(maze, agent);
  if (!isInside(maze, agent)) {
    // Off the grid: shown at the border, in a ring that says that this is not where it is.
    const half = size * 1.6;
    const ring = { shape: SHAPE.box, ...place, halfWidth: half, halfHeight: half, radius: half };
    marks.add({ ...ring, edge: palette.halo, edgeWidth: 4.5 * pixelRatio });
    marks.add({ ...ring, fill: palette.halo, fillAlpha: 0.6, edge: palette.hit, edgeWidth: 2 * pixelRatio });
  }
  const half = { halfWidth: size, halfHeight: size };
  const shape = heading ? { shape: SHAPE.arrow } : { shape: SHAPE.box, radius: size * 0.8 };
  const extent = heading ? half : { halfWidth: size * 0.8, halfHeight: size * 0.8 };
  const angle = heading ? Math.atan2(MOVES[heading].dy, MOVES[heading].dx) : 0;
  const body = { ...shape, ...place, ...extent, angle };
  marks.add({ ...body, edge: palette.halo, edgeAlpha: 0.9, edgeWidth: edgeWidth + 3 * pixelRatio });
  marks.add({ ...body, fill: palette.agent, edge: palette.agentEdge, edgeWidth });
}

function drawLine(
  marks: MarkList,
  from: Position,
  to: Position,
  halfWidth: number,
  fill: Rgb,
  pixelsPerCell: number,
): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y) * pixelsPerCell;
  marks.add({
    shape: SHAPE.box,
    x: (from.x + to.x) / 2,
    y: (from.y + to.y) / 2,
    halfWidth: length / 2 + halfWidth,
    halfHeight: halfWidth,
    radius: halfWidth,
    angle: Math.atan2(to.y - from.y, to.x - from.x),
    fill,
  });
}
