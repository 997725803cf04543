import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { pictureAt } from '#shared/run/picture.ts';
import { DEFAULT_OVERLAYS } from '../maze/overlays.ts';
import { paletteOf } from '../maze/palette.ts';
import { MazePrinter } from '../maze/printer.ts';
import type { RunSession } from './run-session.ts';

interface MiniatureProps {
  readonly session: RunSession;
  readonly index: number;
}

/** CSS pixels. */
const WIDTH = 186;
const MOST_HEIGHT = 140;
/** Lines are as thick as in a maze of this many device pixels per CSS pixel. */
const LINES = 0.6;

/** A run at one of its steps, small. */
export function Miniature({ session, index }: MiniatureProps) {
  const { maze, run, start } = session;
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(index);
  const draw = useRef<() => void>(() => {});
  const palette = paletteOf(useComputedColorScheme('light'));
  const height = Math.min(MOST_HEIGHT, Math.max(24, Math.round((WIDTH * maze.height) / maze.width)));
  const ratio = globalThis.devicePixelRatio;
  const size = { width: Math.round(WIDTH * ratio), height: Math.round(height * ratio) };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size follows from the maze.
  useEffect(() => {
    let printer: MazePrinter | null = null;
    let isGone = false;
    MazePrinter.create()
      .then((made) => {
        if (isGone) return made.destroy();
        printer = made;
        made.show(maze, run, start);
        draw.current = () => {
          const context = canvas.current?.getContext('2d', { alpha: false });
          const picture = pictureAt(run, latest.current, start);
          const options = { palette, overlays: { ...DEFAULT_OVERLAYS, seenNow: false }, margin: 2, size };
          context?.drawImage(made.print(picture, { ...options, pixelRatio: ratio * LINES }), 0, 0);
        };
        draw.current();
      })
      // Without graphics there is no picture; the words are there.
      .catch(() => {});
    return () => {
      isGone = true;
      draw.current = () => {};
      printer?.destroy();
    };
  }, [maze, run, start, palette]);
  useEffect(() => {
    latest.current = index;
    draw.current();
  }, [index]);
  return (
    <canvas
      ref={canvas}
      className="preview-maze"
      width={size.width}
      height={size.height}
      style={{ width: WIDTH, height }}
      aria-hidden
    />
  );
}
