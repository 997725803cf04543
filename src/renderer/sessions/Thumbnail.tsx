import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { type SessionThumbnail, THUMBNAIL_CELL } from '#shared/domain/session.ts';
import { type Palette, paletteOf, type Rgb } from '../maze/palette.ts';

/** A maze with what was visited, small; an empty frame where there is none. Says nothing that is not written beside it. */
export function Thumbnail({ thumbnail }: { readonly thumbnail: SessionThumbnail | null }) {
  const scheme = useComputedColorScheme('light');
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !thumbnail) return;
    context.putImageData(paint(thumbnail, paletteOf(scheme)), 0, 0);
  }, [thumbnail, scheme]);
  if (!thumbnail) return <span className="session-thumbnail" />;
  return (
    <canvas
      ref={canvas}
      className="session-thumbnail"
      width={Math.max(1, thumbnail.width)}
      height={Math.max(1, thumbnail.height)}
      aria-hidden
    />
  );
}

function paint({ width, height, cells }: SessionThumbnail, palette: Palette): ImageData {
  const image = new ImageData(Math.max(1, width), Math.max(1, height));
  const colours = coloursOf(palette);
  for (let cell = 0; cell < width * height; cell++) {
    const [red, green, blue] = colours[cells[cell] ?? THUMBNAIL_CELL.unknown] ?? palette.unknown;
    image.data.set([red * 255, green * 255, blue * 255, 255], cell * 4);
  }
  return image;
}

function coloursOf(palette: Palette): readonly Rgb[] {
  const colours: Rgb[] = [];
  colours[THUMBNAIL_CELL.empty] = palette.floor;
  colours[THUMBNAIL_CELL.wall] = palette.wall;
  colours[THUMBNAIL_CELL.goal] = palette.goal;
  colours[THUMBNAIL_CELL.unknown] = palette.unknown;
  colours[THUMBNAIL_CELL.visited] = palette.visitedLast;
  colours[THUMBNAIL_CELL.last] = palette.agent;
  return colours;
}
