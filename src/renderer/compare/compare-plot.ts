import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { formatCompact } from '../inspector/figures.ts';
import { SCALE_WIDTH } from '../inspector/plot.ts';
import { laneLook } from './lane-colours.ts';

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const HEIGHT = 110;
const SYNC_KEY = 'compare-charts';
const LOOKS = {
  light: { text: '#5b6670', grid: '#e6eaee' },
  dark: { text: '#9aa5b1', grid: '#2a2f36' },
} as const;

/** One run's line: positions, ascending, and a value at each. */
export type Line = readonly [positions: number[], values: (number | null)[]];

interface PlotOptions {
  readonly lanes: number;
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly nameOf: (position: number) => string;
  readonly onPick: (position: number) => void;
}

/** The same measure of several runs in one chart. Made once, and given lines, a window and a playhead. */
export class ComparePlot {
  readonly #plot: uPlot;
  readonly #playhead = document.createElement('div');
  #window: readonly [number, number] = [0, 1];

  constructor(host: HTMLElement, { lanes, width, scheme, nameOf, onPick }: PlotOptions) {
    const { text, grid } = LOOKS[scheme];
    const lines = { stroke: grid, width: 1 };
    const axis = { stroke: text, grid: lines, ticks: { ...lines, size: 3 }, font: FONT, gap: 2 };
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    this.#plot = new uPlot(
      {
        width,
        height: HEIGHT,
        padding: [6, 8, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: false, y: false, setScale: false },
          sync: { key: SYNC_KEY, scales: ['x', null] },
          points: { size: 6 },
          bind: { dblclick: () => null },
        },
        scales: {
          x: { time: false, range: () => this.#range() },
          y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
        },
        axes: [
          { ...axis, size: 20, space: 90, values: (_plot, splits) => splits.map(nameOf) },
          { ...axis, size: SCALE_WIDTH, space: 24, values: (_plot, splits) => splits.map(formatCompact) },
        ],
        series: [
          {},
          ...Array.from({ length: lanes }, (_, n) => {
            const { colour, dash } = laneLook(n, scheme);
            return {
              stroke: colour,
              dash: [...dash],
              width: 1.5,
              spanGaps: true,
              points: { show: false },
              ...(stepped ? { paths: stepped } : {}),
            };
          }),
        ],
      },
      [[], ...Array.from({ length: lanes }, () => [])],
      host,
    );
    this.#playhead.className = 'chart-playhead';
    this.#plot.over.append(this.#playhead);
    this.#plot.over.addEventListener('pointerdown', (event) => {
      const { left, width: wide } = this.#plot.over.getBoundingClientRect();
      const [from, to] = this.#range();
      if (event.button === 0) onPick(from + Math.max(0, Math.min(1, (event.clientX - left) / wide)) * (to - from));
    });
  }

  draw(lines: readonly Line[], window: readonly [number, number]): void {
    this.#window = window;
    // Each run has its own places; uPlot draws over common ones.
    const tables = lines.map(([positions, values]): uPlot.AlignedData => [positions, values]);
    this.#plot.setData(tables.length === 0 ? [[]] : uPlot.join(tables));
  }

  mark(position: number): void {
    const [from, to] = this.#range();
    this.#playhead.hidden = position < from || position > to;
    this.#playhead.style.transform = `translateX(${((position - from) / (to - from)) * this.#plot.over.clientWidth}px)`;
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #range(): [number, number] {
    const [from, to] = this.#window;
    return to > from ? [from, to] : [from, from + 1];
  }
}
