import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import type { RunSamples } from '#shared/run/samples.ts';
import type { ChartColour, ChartKind } from './chart-kinds.ts';
import { formatCompact } from './figures.ts';

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
/** Pixels from the left edge to the plot: "100.5K" fits. */
export const SCALE_WIDTH = 44;
const HEIGHT = 86;
/** All charts of a page show the pointer at the same place. */
const SYNC_KEY = 'run-charts';

type Look = Readonly<Record<ChartColour | 'text' | 'grid' | 'fill', string>>;

/** Blue and orange are told apart with any colour blindness (Okabe and Ito, https://jfly.uni-koeln.de/color/). */
const LOOKS: Readonly<Record<'light' | 'dark', Look>> = {
  light: { first: '#0072b2', second: '#b35000', text: '#5b6670', grid: '#e6eaee', fill: '#0072b240' },
  dark: { first: '#56b4e9', second: '#e69f00', text: '#9aa5b1', grid: '#2a2f36', fill: '#56b4e940' },
};

/** The scale below a chart. */
export interface ChartScale {
  /** What stands at a position. */
  nameOf(position: number): string;
  /** Distances between two names, ascending. */
  readonly strides: readonly number[];
  /** What a position of 0 stands for: names stand where the sum is round. */
  readonly origin: number;
}

/** What a plot tells and asks. */
export interface PlotOptions {
  readonly kind: ChartKind;
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  /** What stands below the plot, and where. */
  readonly scale: () => ChartScale;
  /** A person has chosen a position. */
  readonly onPick: (position: number) => void;
  /** The pointer is at a place of the samples, or nowhere. */
  readonly onPoint: (place: number | null) => void;
}

/**
 * One chart, drawn by uPlot beside React: it is made once, and given data, a window, a playhead and a look. Moving the
 * playhead moves an element and draws nothing.
 */
export class Plot {
  readonly #plot: uPlot;
  readonly #kind: ChartKind;
  readonly #playhead = document.createElement('div');
  #look: Look;
  #window: readonly [number, number] = [0, 1];
  #at: number | null = null;

  constructor(host: HTMLElement, options: PlotOptions) {
    this.#kind = options.kind;
    this.#look = LOOKS[options.scheme];
    this.#plot = new uPlot(this.#options(options), [[], ...options.kind.series.map(() => [])], host);
    this.#playhead.className = 'chart-playhead';
    this.#plot.over.append(this.#playhead);
    this.#listen(options.onPick);
  }

  /** Draws samples over a window of the axis. */
  draw(samples: RunSamples, window: readonly [number, number]): void {
    this.#window = window;
    this.#plot.setData([samples.positions, ...this.#kind.series.map(({ of }) => of(samples))]);
    this.#place();
  }

  /** Marks a position; null marks none. */
  mark(position: number | null): void {
    this.#at = position;
    this.#place();
  }

  setScheme(scheme: 'light' | 'dark'): void {
    if (this.#look === LOOKS[scheme]) return;
    this.#look = LOOKS[scheme];
    this.#plot.redraw(false, true);
  }

  setWidth(width: number): void {
    if (width === this.#plot.width) return;
    this.#plot.setSize({ width, height: HEIGHT });
    this.#place();
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #place(): void {
    const [from, to] = this.#range();
    const isShown = this.#at !== null && this.#at >= from && this.#at <= to;
    this.#playhead.hidden = !isShown;
    if (this.#at === null) return;
    const x = ((this.#at - from) / (to - from)) * this.#plot.over.clientWidth;
    this.#playhead.style.transform = `translateX(${x}px)`;
  }

  /** A window of one action has no width. */
  #range(): [number, number] {
    const [from, to] = this.#window;
    return to > from ? [from, to] : [from, from + 1];
  }

  /** A name at the right edge would be cut off. */
  #hasRoom(position: number): boolean {
    const [from, to] = this.#range();
    return (position - from) / (to - from) < 0.92;
  }

  #listen(onPick: PlotOptions['onPick']): void {
    const { over } = this.#plot;
    const pick = (event: PointerEvent) => {
      const { left, width } = over.getBoundingClientRect();
      const [from, to] = this.#range();
      onPick(from + Math.max(0, Math.min(1, (event.clientX - left) / width)) * (to - from));
    };
    over.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      over.setPointerCapture(event.pointerId);
      pick(event);
    });
    over.addEventListener('pointermove', (event) => {
      if (over.hasPointerCapture(event.pointerId)) pick(event);
    });
  }

  #options({ kind, width, scale, onPoint }: PlotOptions): uPlot.Options {
    const text = () => this.#look.text;
    const lines = { stroke: () => this.#look.grid, width: 1 };
    const paths = kind.drawn === 'steps' ? uPlot.paths.stepped?.({ align: 1 }) : uPlot.paths.linear?.();
    return {
      width,
      height: HEIGHT,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        sync: { key: SYNC_KEY, scales: ['x', null] },
        points: { size: 6 },
        // A double click would choose another window, and that is not the chart's to choose.
        bind: { dblclick: () => null },
      },
      scales: {
        x: { time: false, range: () => this.#range() },
        y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
      },
      axes: [
        {
          stroke: text,
          grid: lines,
          ticks: { ...lines, size: 3 },
          font: FONT,
          size: 20,
          gap: 2,
          space: 90,
          incrs: () => [...scale().strides],
          splits: (_plot, _axis, from, to, stride) => roundPlaces(from, to, stride, scale().origin),
          values: (_plot, splits) =>
            splits.map((position) => (this.#hasRoom(position) ? scale().nameOf(position) : '')),
        },
        {
          stroke: text,
          grid: lines,
          ticks: { ...lines, size: 3 },
          font: FONT,
          size: SCALE_WIDTH,
          gap: 2,
          space: 24,
          values: (_plot, splits) => splits.map(formatCompact),
        },
      ],
      series: [
        {},
        ...kind.series.map(({ colour, label }) => ({
          label,
          stroke: () => this.#look[colour],
          width: 1.5,
          // A turn's duration stands at its first action; a line joins the turns.
          spanGaps: true,
          points: { size: 4 },
          ...(paths ? { paths } : {}),
        })),
      ],
      ...(kind.drawn === 'range'
        ? { bands: [{ series: [1, 2] as [number, number], fill: () => this.#look.fill }] }
        : {}),
      hooks: { setCursor: [({ cursor: { idx } }) => onPoint(idx ?? null)] },
    };
  }
}

/** The positions in a window at which position + origin is a multiple of the stride. */
function roundPlaces(from: number, to: number, stride: number, origin: number): number[] {
  const places: number[] = [];
  const first = Math.ceil((from + origin) / stride) * stride - origin;
  for (let place = first; place <= to; place += stride) places.push(place);
  return places;
}
