import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunSamples } from '#shared/run/samples.ts';
import '../inspector/charts.css';
import { CHART_KINDS, type ChartKind, hasValues } from '../inspector/chart-kinds.ts';
import { SampleTaker } from '../inspector/sample-taker.ts';
import { useLaneMeasures } from './CompareStatistics.tsx';
import { ComparePlot } from './compare-plot.ts';
import type { CompareSession } from './compare-session.ts';
import type { CompareTimeline } from './compare-timeline.ts';
import { useCompareView } from './use-compare-view.ts';

interface ChartsProps {
  readonly session: CompareSession;
  readonly timeline: CompareTimeline;
  readonly labels: readonly string[];
  /** CSS pixels. */
  readonly width: number;
}

/** The measures of all runs over the common axis, a line for each run. A click moves the playhead. */
export function CompareCharts({ session, timeline, labels, width }: ChartsProps) {
  const { samples, window } = useSamples(session, timeline, width);
  const { playback } = useCompareView(session);
  const shown = CHART_KINDS.filter((kind) => samples.some((of) => of !== null && hasValues(kind, of)));
  return (
    <section className="charts" aria-label="Charts">
      {shown.map((kind) =>
        kind.series.map((series, n) => (
          <CompareChart
            // biome-ignore lint/suspicious/noArrayIndexKey: the series of a kind keep their places.
            key={`${kind.key}-${n}`}
            kind={kind}
            title={series.label ? `${kind.title} ${series.label}` : n > 0 ? `${kind.title}, lowest` : kind.title}
            labels={labels}
            lines={samples.map((of) => (of ? series.of(of) : []))}
            positions={samples.map((of) => of?.positions ?? [])}
            window={window}
            position={playback.position}
            width={width}
            nameOf={(position) => timeline.nameOf(position)}
            onPick={(position) => session.command({ do: 'seek-position', position })}
          />
        )),
      )}
    </section>
  );
}

interface ChartProps {
  readonly kind: ChartKind;
  readonly title: string;
  readonly labels: readonly string[];
  readonly positions: readonly number[][];
  readonly lines: readonly (number | null)[][];
  readonly window: readonly [number, number];
  readonly position: number;
  readonly width: number;
  readonly nameOf: (position: number) => string;
  readonly onPick: (position: number) => void;
}

function CompareChart(props: ChartProps) {
  const { kind, title, labels, positions, lines, window, position, width } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<ComparePlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const scheme = useComputedColorScheme('light');
  const count = labels.length;
  useEffect(() => {
    if (!host.current || width <= 0) return;
    const made = new ComparePlot(host.current, {
      lanes: count,
      width,
      scheme,
      nameOf: (at) => latest.current.nameOf(at),
      onPick: (at) => latest.current.onPick(at),
    });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [count, width, scheme]);
  useEffect(() => {
    plot.current?.draw(
      lines.map((values, n) => [positions[n] ?? [], values] as const),
      window,
    );
    plot.current?.mark(position);
  });
  const ends = labels.map((label, n) => `${label} ${lastOf(lines[n] ?? [], kind)}`).join(', ');
  return (
    <div className="chart" role="img" aria-label={`${title} at the end: ${ends}`} data-testid="compare-chart">
      <div className="chart-head">
        <span>
          {title}
          {kind.unit && <span className="quiet">, {kind.unit}</span>}
        </span>
      </div>
      <div ref={host} />
    </div>
  );
}

function lastOf(values: readonly (number | null)[], kind: ChartKind): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? '–' : kind.format(last);
}

/** Samples of all runs over the part of the axis that the timeline shows, taken anew as the runs go on. */
function useSamples(session: CompareSession, timeline: CompareTimeline, width: number) {
  const [samples, setSamples] = useState<readonly (RunSamples | null)[]>(() => session.lanes.map(() => null));
  const [shown, setShown] = useState(timeline.window.getState());
  useEffect(() => timeline.window.subscribe(setShown), [timeline]);
  const { playback } = useCompareView(session);
  const measures = useLaneMeasures(session);
  const takers = useMemo(
    () =>
      measures.map(
        (of, n) =>
          new SampleTaker(of, (taken) => setSamples((all) => all.map((other, m) => (m === n ? taken : other)))),
      ),
    [measures],
  );
  useEffect(
    () => () => {
      for (const taker of takers) taker.end();
    },
    [takers],
  );
  const axis = session.axis(playback.axis);
  const window = useMemo(() => [shown?.from ?? 0, shown?.to ?? axis.end] as const, [shown, axis.end]);
  const revision = measures
    .map((of) => `${of.revision.getState().revision} ${of.usage.state.getState().revision}`)
    .join();
  const asked = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that grew is sampled anew.
  useEffect(() => {
    if (width <= 0) return;
    const key = `${window[0]} ${shown === null} ${axis.kind} ${width}`;
    takers.forEach((taker, n) => {
      taker.want({ axis: axis.ofRun(n), window, buckets: width }, key !== asked.current);
    });
    asked.current = key;
  }, [takers, axis, window, width, revision]);
  return { samples, window };
}
