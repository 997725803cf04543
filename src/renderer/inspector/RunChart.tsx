import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useRef } from 'react';
import type { RunSamples } from '#shared/run/samples.ts';
import { type ChartKind, describePlace } from './chart-kinds.ts';
import { type ChartScale, Plot } from './plot.ts';

interface ChartProps {
  readonly kind: ChartKind;
  readonly samples: RunSamples;
  readonly window: readonly [number, number];
  readonly width: number;
  /** Position of the playhead on the axis. */
  readonly position: number;
  /** What stands at the playhead, in words. */
  readonly now: string;
  readonly summary: string;
  readonly scale: ChartScale;
  readonly onPick: (position: number) => void;
}

/** One chart: its name, the value at the playhead or under the pointer, and its lines. */
export const RunChart = memo(function RunChart(props: ChartProps) {
  const { kind, samples, window, width, position, now, summary } = props;
  const host = useRef<HTMLDivElement>(null);
  const value = useRef<HTMLSpanElement>(null);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(props);
  const pointed = useRef<number | null>(null);
  const scheme = useComputedColorScheme('light');
  latest.current = props;

  // The pointer moves more often than anything should be rendered: the value under it is written past React.
  const say = useRef(() => {
    const { kind: shown, samples: known, now: text } = latest.current;
    if (!value.current) return;
    const under = pointed.current === null ? null : describePlace(shown, known, pointed.current);
    value.current.textContent = under ?? text;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is made once; what changes is told to it below.
  useEffect(() => {
    if (!host.current) return;
    const made = new Plot(host.current, {
      kind,
      width,
      scheme,
      scale: () => latest.current.scale,
      onPick: (at) => latest.current.onPick(at),
      onPoint: (place) => {
        pointed.current = place;
        say.current();
      },
    });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [kind]);
  useEffect(() => plot.current?.setWidth(width), [width]);
  useEffect(() => plot.current?.setScheme(scheme), [scheme]);
  useEffect(() => plot.current?.draw(samples, window), [samples, window]);
  useEffect(() => plot.current?.mark(position), [position]);
  useEffect(() => {
    latest.current = { ...latest.current, now };
    say.current();
  }, [now]);

  return (
    <div className="chart" role="img" aria-label={summary} data-testid="chart" data-chart={kind.key}>
      <div className="chart-head">
        <span>
          {kind.title}
          {kind.unit && <span className="quiet">, {kind.unit}</span>}
        </span>
        {kind.series.map(
          ({ label, colour }) =>
            label && (
              <span key={label} className="chart-key" data-colour={colour}>
                {label}
              </span>
            ),
        )}
        <span className="chart-value figures" ref={value} />
      </div>
      <div ref={host} />
    </div>
  );
});
