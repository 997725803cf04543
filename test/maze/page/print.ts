import { pictureAt } from '#shared/run/picture.ts';
import { DEFAULT_OVERLAYS, trailLengthOf } from '../../../src/renderer/maze/overlays.ts';
import type { Palette } from '../../../src/renderer/maze/palette.ts';
import { MazePrinter } from '../../../src/renderer/maze/printer.ts';
import type { Figures, Printed } from '../bridge.ts';
import type { Fixture } from '../fixtures.ts';
import { routeOf } from './routes.ts';

let printer: MazePrinter | null = null;

async function printerOf({ maze, run, start }: Fixture): Promise<MazePrinter> {
  printer ??= await MazePrinter.create();
  printer.show(maze, run, start);
  return printer;
}

export async function print(fixture: Fixture, what: Printed, palette: Palette): Promise<string> {
  const own = await printerOf(fixture);
  const { run, start } = fixture;
  const { index, size, pixelRatio = 1, margin = 8, area } = what;
  const overlays = { ...DEFAULT_OVERLAYS, ...what.overlays };
  const picture = pictureAt(run, index, start, trailLengthOf(overlays));
  const route = overlays.route ? routeOf(fixture, picture.agent) : null;
  const how = { palette, size, pixelRatio, margin, overlays, route };
  try {
    own.print(picture, area ? { ...how, area } : how);
    const raw = what.pixels ? own.pixels() : null;
    // Read before anything else is drawn: the file is made of what is on the canvas now.
    const file = await own.toBlob();
    if (raw) await expectSame(file, raw);
    return btoa(Array.from(new Uint8Array(await file.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A thousand prints must not be a thousand promises: one after the other, as an encoder takes them. */
export async function measurePrints(fixture: Fixture, count: number, palette: Palette): Promise<Figures> {
  const own = await printerOf(fixture);
  const begun = performance.now();
  let slowest = 0;
  for (let i = 0; i < count; i++) {
    const before = performance.now();
    const picture = pictureAt(fixture.run, 100 + i, fixture.start);
    const canvas = own.print(picture, { palette, size: { width: 1280, height: 720 } });
    const frame = new VideoFrame(canvas, { timestamp: i * 33_333 });
    frame.close();
    // Waits until it is drawn.
    const gl = canvas.getContext('webgl2');
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    slowest = Math.max(slowest, performance.now() - before);
  }
  const millisecondsPerDraw = (performance.now() - begun) / count;
  const perSecond = 1000 / millisecondsPerDraw;
  return { framesPerSecond: perSecond, slowestFrame: slowest, drawsPerSecond: perSecond, millisecondsPerDraw };
}

async function expectSame(file: Blob, raw: Uint8ClampedArray): Promise<void> {
  const bitmap = await createImageBitmap(file);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const decoded = context?.getImageData(0, 0, bitmap.width, bitmap.height).data;
  if (decoded?.length !== raw.length) throw new Error(`${decoded?.length} bytes are not ${raw.length}`);
  const at = raw.findIndex((byte, i) => byte !== decoded[i]);
  if (at >= 0) throw new Error(`Byte ${at} is ${raw[at]} in the pixels and ${decoded[at]} in the file`);
}
