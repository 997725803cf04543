// Pixi's systems for a page with a strict Content-Security-Policy, and of the others only those a maze needs: no
// accessibility overlay of Pixi's own (the page has one), no filters, no text.
import 'pixi.js/unsafe-eval';
import 'pixi.js/events';
import 'pixi.js/mesh';
import { Ticker, type WebGLOptions, WebGLRenderer } from 'pixi.js';

// Pixi's own clock would wake the page 60 times a second for housekeeping of things that move by themselves; nothing
// here does. Everything is drawn when it changes and disposed of by hand.
Ticker.system.autoStart = false;
Ticker.system.stop();

const NO_WEBGL =
  'The maze cannot be drawn: this browser offers no WebGL 2. Turn on hardware acceleration in the settings, update the graphics driver, or open this page in another browser; everything but the drawing works meanwhile.';

/** What a person reads while the graphics driver is gone. */
export const CONTEXT_LOST =
  'The graphics driver stopped and the maze is not being drawn. It comes back by itself as soon as the driver does; if it does not, reload the window.';
export const CONTEXT_RESTORED = 'The graphics driver is back and the maze is drawn again.';

/** Sharper than this is not seen, and costs more than twice the pixels. */
const MOST_DEVICE_PIXELS = 2;

/** Device pixels per CSS pixel to draw with. */
export function devicePixels(): number {
  return Math.max(1, Math.min(MOST_DEVICE_PIXELS, globalThis.devicePixelRatio));
}

/**
 * A renderer for mazes on a canvas of its own.
 * @throws Error with a sentence for a person when WebGL 2 is not to be had
 */
export async function createGraphics(options: Partial<WebGLOptions>): Promise<WebGLRenderer> {
  const canvas = document.createElement('canvas');
  // Mazes are flat and opaque. Pixi would ask for depth and stencil buffers, which a software renderer clears, pixel by
  // pixel, in every frame: without them it draws a fifth more frames. (Pixi remarks on the missing stencil once.)
  const context = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
  if (!context) throw new Error(NO_WEBGL);
  const renderer = new WebGLRenderer();
  try {
    await renderer.init({
      canvas,
      context,
      backgroundAlpha: 1,
      // The canvas is this renderer's alone, and its systems are those imported above.
      skipExtensionImports: true,
      gcActive: false,
      ...options,
    } as Partial<WebGLOptions>);
  } catch (cause) {
    throw new Error(NO_WEBGL, { cause });
  }
  return renderer;
}
