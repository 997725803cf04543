import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { DEFAULT_OVERLAYS, LONGEST_TRAIL, type MazeOverlays } from '../maze/overlays.ts';
import { soundOr } from './kept.ts';

const kept = z.object({
  visited: z.boolean(),
  heat: z.boolean(),
  trail: z.number().int().min(0).max(LONGEST_TRAIL),
  fog: z.boolean(),
  seenNow: z.boolean(),
  route: z.boolean(),
  optimal: z.boolean(),
  difference: z.boolean(),
  hits: z.boolean(),
});

/** What is drawn over every maze that this viewer shows large. */
export const useOverlays = create<MazeOverlays>()(
  persist(() => DEFAULT_OVERLAYS, { name: 'oriole.overlays', merge: soundOr<MazeOverlays>(kept) }),
);

/** The overlays that are either on or off. */
export type OverlaySwitch = Exclude<keyof MazeOverlays, 'trail'>;

const SWITCHES = Object.keys(DEFAULT_OVERLAYS).filter((key): key is OverlaySwitch => key !== 'trail');

export function toggleOverlay(overlay: OverlaySwitch): void {
  useOverlays.setState((overlays) => ({ [overlay]: !overlays[overlay] }));
}

/** @param length how many of the last steps the trail shows; 0: none */
export function setTrail(length: number): void {
  useOverlays.setState({ trail: Math.max(0, Math.min(LONGEST_TRAIL, Math.round(length))) });
}

/** The overlays as an address names them: those that are on; null for what is usual. */
export function overlaysText(overlays: MazeOverlays): string | null {
  const isUsual =
    overlays.trail === DEFAULT_OVERLAYS.trail && SWITCHES.every((key) => overlays[key] === DEFAULT_OVERLAYS[key]);
  if (isUsual) return null;
  return [...SWITCHES.filter((key) => overlays[key]), `trail:${overlays.trail}`].join(',');
}

/** The overlays that an address names; names that are unknown are passed over. */
function overlaysFrom(text: string): MazeOverlays {
  const names = new Set(text.split(','));
  const trail = /(?:^|,)trail:(\d{1,6})(?:,|$)/.exec(text)?.[1];
  const on = Object.fromEntries(SWITCHES.map((key) => [key, names.has(key)])) as Record<OverlaySwitch, boolean>;
  return { ...on, trail: Math.min(LONGEST_TRAIL, Number(trail ?? 0)) };
}

/** Takes over what an address names; without a word about it everything stays as it is. */
export function takeOverlays(text: string | null): void {
  if (text !== null) useOverlays.setState(overlaysFrom(text));
}
