import type { Axis } from '#shared/run/axis.ts';
import type { Rgb } from '../maze/palette.ts';
import { MazePrinter } from '../maze/printer.ts';
import { Caption } from './caption.ts';
import type { PrintedRun } from './printed-run.ts';
import { fileName, saveFile } from './save-file.ts';
import { runTask } from './task.tsx';
import type { VideoChoice } from './VideoDialog.tsx';
import { encodeVideo, type Frames } from './video.ts';

/** Makes a video of a part of a run and saves it. */
export async function saveVideo(of: PrintedRun, axis: Axis, choice: VideoChoice): Promise<void> {
  const { experimentId } = of.printed;
  const file = await runTask('Making the video', async (progress, signal) => {
    const printer = await MazePrinter.create();
    try {
      return await encodeVideo(framesOf(of, printer, axis, choice), choice.framesPerSecond, progress, signal);
    } finally {
      printer.destroy();
    }
  });
  if (file) saveFile(file.blob, fileName(['run', experimentId], file.extension));
}

/** The frames of a video: the maze above, a caption below. */
function framesOf(of: PrintedRun, printer: MazePrinter, axis: Axis, choice: VideoChoice): Frames {
  const { width, height, framesPerSecond, stepsPerSecond, range } = choice;
  const { maze, run, start } = of.printed;
  printer.show(maze, run, start);
  const caption = new Caption(width, of.captionColours);
  const room = { width, height: height - caption.height };
  // Only what changes is drawn and read: the maze. What is beside it is drawn once.
  const size = MazePrinter.sizeWithin(maze, room);
  const place = { x: (room.width - size.width) >> 1, y: (room.height - size.height) >> 1, width };
  const bytes = new Uint8Array(width * height * 4);
  fill(bytes, of.background);
  const perFrame = stepsPerSecond / framesPerSecond;
  return {
    width,
    height,
    // The last step is shown for a frame of its own, whatever the pace.
    count: Math.max(1, Math.ceil((range.to - range.from) / perFrame) + 1),
    draw(n) {
      const picture = of.pictureAt(axis.indexAt(Math.min(range.to, range.from + n * perFrame)));
      printer.print(picture, { ...of.optionsFor(picture), size });
      printer.copyTo(bytes, place);
      caption.draw(...of.captionOf(picture));
      bytes.set(caption.pixels(), room.width * room.height * 4);
      return bytes;
    },
  };
}

/** @param colour each part 0 … 1 */
function fill(bytes: Uint8Array, colour: Rgb): void {
  const [red, green, blue] = colour.map((part) => Math.round(part * 255));
  bytes.set([red ?? 0, green ?? 0, blue ?? 0, 255]);
  // Twice as much each time.
  for (let done = 4; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, Math.min(done, bytes.length - done));
}
