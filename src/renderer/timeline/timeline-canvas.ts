import type { EventKind } from '#shared/run/events.ts';
import type { AxisRange } from '#shared/run/playback.ts';
import type { TimelineColours } from './marker-words.ts';
import type { TimelineSubject } from './subject.ts';

/** Heights in CSS pixels, from the top: marks that stand alone, marks that come in masses, the track, the ruler. */
const GLYPH_LANE = 14;
const MASS_LANE = 6;
const TRACK = 8;
export const RULER = 16;
/** Marks of the first kind are few and have a shape; of the second there may be a million. */
const ALONE: readonly EventKind[] = ['goal', 'gap', 'bookmark'];
const MASSES: readonly EventKind[] = ['wall-hit', 'recall', 'turn', 'start', 'reached', 'failed', 'done'];
/** Ruler marks are at least this far apart, CSS pixels. */
const RULER_APART = 84;

/** How high a timeline is that marks these kinds. */
export function timelineHeight(shown: readonly EventKind[]): number {
  return GLYPH_LANE + massLanes(shown).length * MASS_LANE + TRACK + RULER;
}

function massLanes(shown: readonly EventKind[]): readonly EventKind[] {
  return MASSES.filter((kind) => shown.includes(kind));
}

/** What a timeline's canvas shows. */
export interface TimelinePicture {
  readonly subject: TimelineSubject;
  readonly range: AxisRange;
  readonly loop: AxisRange | null;
  readonly shown: readonly EventKind[];
  /** CSS pixels. */
  readonly width: number;
  readonly colours: TimelineColours;
}

/** Draws everything of a timeline but the playhead, which moves by itself. */
export function drawTimeline(canvas: HTMLCanvasElement, picture: TimelinePicture): void {
  const { width, shown } = picture;
  const height = timelineHeight(shown);
  const ratio = globalThis.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context || width <= 0) return;
  context.scale(ratio, ratio);
  const trackTop = height - RULER - TRACK;
  drawLoop(context, picture, trackTop);
  drawTrack(context, picture, trackTop + TRACK / 2);
  let top = GLYPH_LANE;
  for (const kind of massLanes(shown)) {
    drawMass(context, picture, kind, top);
    top += MASS_LANE;
  }
  for (const kind of ALONE) {
    if (shown.includes(kind)) drawAlone(context, picture, kind, trackTop);
  }
  drawRuler(context, picture, height - RULER);
}

/** A line, thin where nothing went on. */
function drawTrack(
  context: CanvasRenderingContext2D,
  { subject, range, width, colours }: TimelinePicture,
  middle: number,
): void {
  const length = range.to - range.from;
  context.fillStyle = colours.track;
  context.fillRect(0, middle - 0.5, width, 1);
  let from = 0;
  const draw = (to: number) => {
    if (to > from) context.fillRect(from, middle - 2, to - from, 4);
  };
  for (const pause of length > 0 ? (subject.pauses?.(range) ?? []) : []) {
    draw(((pause.from - range.from) / length) * width);
    from = ((pause.to - range.from) / length) * width;
  }
  draw(width);
}

function drawMass(
  context: CanvasRenderingContext2D,
  { subject, range, width, colours }: TimelinePicture,
  kind: EventKind,
  top: number,
): void {
  const counts = subject.densities(kind, range, Math.max(1, Math.floor(width)));
  if (!counts) return;
  const most = counts.reduce((highest, count) => Math.max(highest, count), 0);
  context.fillStyle = colours[kind];
  counts.forEach((count, x) => {
    if (count === 0) return;
    // One alone must be seen as well as the place where most of them are.
    context.globalAlpha = 0.4 + (0.6 * Math.log1p(count)) / Math.log1p(most);
    context.fillRect(x, top, 1.5, MASS_LANE - 1);
  });
  context.globalAlpha = 1;
}

function drawAlone(
  context: CanvasRenderingContext2D,
  { subject, range, width, colours }: TimelinePicture,
  kind: EventKind,
  bottom: number,
): void {
  const counts = subject.densities(kind, range, Math.max(1, Math.floor(width)));
  counts?.forEach((count, x) => {
    if (count === 0) return;
    context.fillStyle = colours[kind];
    context.globalAlpha = 0.5;
    context.fillRect(x, GLYPH_LANE - 2, 1, bottom - GLYPH_LANE + 2);
    context.globalAlpha = 1;
    context.fill(glyphOf(kind, Math.max(5, Math.min(width - 5, x + 0.5))));
  });
}

/** Told apart by shape, not by colour alone: a flag, two bars with a gap between them, a ribbon. */
function glyphOf(kind: EventKind, x: number): Path2D {
  switch (kind) {
    case 'goal':
      return new Path2D(`M${x - 4} 1h1.5v11h-1.5zM${x - 2} 1l7 3-7 3z`);
    case 'gap':
      return new Path2D(`M${x - 4} 2h3v9h-3zM${x + 1} 2h3v9h-3z`);
    default:
      return new Path2D(`M${x - 3.5} 1h7v11l-3.5-3-3.5 3z`);
  }
}

function drawLoop(
  context: CanvasRenderingContext2D,
  { loop, range, width, colours }: TimelinePicture,
  bottom: number,
): void {
  if (!loop || range.to <= range.from) return;
  const pixelOf = (position: number) => ((position - range.from) / (range.to - range.from)) * width;
  const from = pixelOf(loop.from);
  const to = Math.max(from + 2, pixelOf(loop.to));
  context.fillStyle = colours.range;
  context.globalAlpha = 0.25;
  context.fillRect(from, 0, to - from, bottom + TRACK + RULER);
  context.globalAlpha = 1;
  for (const x of [from, to]) context.fillRect(x - 1, 0, 2, bottom + TRACK + RULER);
}

/** Pixels between two labels. */
const LABELS_APART = 6;

function drawRuler(
  context: CanvasRenderingContext2D,
  { subject, range, width, colours }: TimelinePicture,
  top: number,
): void {
  const length = range.to - range.from;
  if (length <= 0) return;
  context.font = '10px system-ui, sans-serif';
  context.textBaseline = 'top';
  let free = Number.NEGATIVE_INFINITY;
  for (const { position, text } of subject.ruler(range, (length * RULER_APART) / width)) {
    const x = ((position - range.from) / length) * width;
    const wide = context.measureText(text).width;
    context.fillStyle = colours.track;
    context.fillRect(Math.min(width - 1, x), top - 1, 1, 4);
    context.fillStyle = colours.text;
    const left = Math.max(0, Math.min(width - wide, x - wide / 2));
    // The first one may have a date before its time.
    if (left < free) continue;
    context.fillText(text, left, top + 4);
    free = left + wide + LABELS_APART;
  }
}
