import { MazePrinter } from '../maze/printer.ts';
import { Caption } from './caption.ts';
import type { PrintedRun } from './printed-run.ts';
import { saveFile } from './save-file.ts';
import { breathe, runTask } from './task.tsx';

/** One run at one of its actions. */
export interface PrintedStep {
  readonly of: PrintedRun;
  readonly index: number;
}

/** The longest side of a canvas that browsers agree on, and how many pixels it may have in all. */
const LONGEST_SIDE = 16_384;
const MOST_PIXELS = 268_435_456;
/** Between the mazes of a comparison, pixels. */
const GAP = 8;

/** How large a picture of these runs becomes, in pixels, without its captions. */
export function pictureSize(
  mazes: readonly { readonly width: number; readonly height: number }[],
  pixelsPerCell: number,
): { width: number; height: number } {
  const columns = Math.ceil(Math.sqrt(mazes.length));
  const rows = Math.ceil(mazes.length / columns);
  const side = (length: 'width' | 'height') => Math.max(...mazes.map((maze) => maze[length])) * pixelsPerCell + 16;
  return { width: columns * (side('width') + GAP) - GAP, height: rows * (side('height') + GAP) - GAP };
}

/** True for a picture that browsers can hold. */
export function isPossible({ width, height }: { width: number; height: number }): boolean {
  return width <= LONGEST_SIDE && height <= LONGEST_SIDE && width * height <= MOST_PIXELS;
}

/** Saves a picture of one run, or of several side by side, with a caption below each. */
export async function savePicture(steps: readonly PrintedStep[], pixelsPerCell: number, name: string): Promise<void> {
  const blob = await runTask('Saving the picture', async (progress, signal) => {
    const printer = await MazePrinter.create();
    try {
      return await print(printer, steps, pixelsPerCell, progress, signal);
    } finally {
      printer.destroy();
    }
  });
  if (blob) saveFile(blob, name);
}

async function print(
  printer: MazePrinter,
  steps: readonly PrintedStep[],
  pixelsPerCell: number,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const columns = Math.ceil(Math.sqrt(steps.length));
  const mazes = steps.map(({ of }) => of.printed.maze);
  const cell = {
    width: Math.max(...mazes.map(({ width }) => width)) * pixelsPerCell + 16,
    height: Math.max(...mazes.map(({ height }) => height)) * pixelsPerCell + 16,
  };
  const [first] = steps;
  if (!first) throw new Error('There is nothing to draw.');
  const caption = new Caption(Math.round(cell.width), first.of.captionColours);
  const rowHeight = Math.round(cell.height) + caption.height;
  const rows = Math.ceil(steps.length / columns);
  const whole = document.createElement('canvas');
  whole.width = columns * (caption.width + GAP) - GAP;
  whole.height = rows * (rowHeight + GAP) - GAP;
  const context = whole.getContext('2d', { alpha: false });
  if (!context) throw new Error('The browser could not make a canvas of that size. Choose fewer pixels per cell.');
  context.fillStyle = first.of.captionColours.background;
  context.fillRect(0, 0, whole.width, whole.height);
  for (const [n, { of, index }] of steps.entries()) {
    const picture = of.pictureAt(index);
    const { maze, run, start } = of.printed;
    const [x, y] = [(n % columns) * (caption.width + GAP), Math.floor(n / columns) * (rowHeight + GAP)];
    printer.show(maze, run, start);
    const size = { width: caption.width, height: Math.round(cell.height) };
    context.drawImage(printer.print(picture, { ...of.optionsFor(picture), size }), x, y);
    caption.draw(...of.captionOf(picture));
    context.drawImage(caption.canvas, x, y + size.height);
    progress((n + 1) / (steps.length + 1));
    await breathe(signal);
  }
  return new Promise((resolve, reject) => {
    whole.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('The browser could not write a picture of that size. Choose fewer pixels per cell.'));
    }, 'image/png');
  });
}
