import { TILE } from '#shared/domain/maze.ts';
import type { Random } from '../random.ts';
import { type Cell, Grid } from './grid.ts';

/** How many places are tried for a room; most are taken by then. */
const ATTEMPTS = 120;

interface Room {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rooms that do not touch, each joined to the one before it by a corridor with one bend, and a few corridors more. */
export function carveRooms(width: number, height: number, random: Random): Grid {
  const grid = new Grid(width, height, TILE.wall);
  const rooms: Room[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const size = { width: random.whole(5, 11), height: random.whole(4, 9) };
    const room = {
      ...size,
      x: random.whole(1, Math.max(1, width - 1 - size.width)),
      y: random.whole(1, Math.max(1, height - 1 - size.height)),
    };
    if (rooms.some((other) => touches(room, other))) continue;
    rooms.push(room);
    for (let y = room.y; y < room.y + room.height; y++) {
      for (let x = room.x; x < room.x + room.width; x++) grid.set(x, y, TILE.empty);
    }
  }
  for (const [i, room] of rooms.entries()) {
    const earlier = rooms[i - 1];
    if (earlier) dig(grid, centre(earlier), centre(room), random.chance(0.5));
    if (i > 2 && random.chance(0.3)) dig(grid, centre(random.pick(rooms.slice(0, i - 1))), centre(room), true);
  }
  return grid;
}

function touches(a: Room, b: Room): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

function centre({ x, y, width, height }: Room): Cell {
  return { x: x + Math.floor(width / 2), y: y + Math.floor(height / 2) };
}

function dig(grid: Grid, from: Cell, to: Cell, eastFirst: boolean): void {
  const bend = eastFirst ? { x: to.x, y: from.y } : { x: from.x, y: to.y };
  for (const [a, b] of [
    [from, bend],
    [bend, to],
  ] as const) {
    for (let x = Math.min(a.x, b.x); x <= Math.max(a.x, b.x); x++) grid.set(x, a.y, TILE.empty);
    for (let y = Math.min(a.y, b.y); y <= Math.max(a.y, b.y); y++) grid.set(b.x, y, TILE.empty);
  }
}
