import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import './charts.css';
import type { Axis } from '#shared/run/axis.ts';
import type { RunSamples } from '#shared/run/samples.ts';
import type { GoalDistances } from '#shared/run/statistics.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { formatCount } from '../words.ts';
import { CHART_KINDS, describeAt, describePlace, hasValues } from './chart-kinds.ts';
import { scaleOf } from './chart-scale.ts';
import { SCALE_WIDTH } from './plot.ts';
import { RunChart } from './RunChart.tsx';
import type { RunMeasures } from './run-measures.ts';
import { SampleTaker } from './sample-taker.ts';
import { useAllMeasures } from './use-measures.ts';

interface ChartsProps {
  readonly experimentId: number;
  readonly session: RunSession;
  readonly axis: Axis;
  /** Positions on the axis; null shows all of it. */
  readonly window: readonly [number, number] | null;
  /** Index of the action shown. */
  readonly playhead: number;
  readonly onSeek: (index: number) => void;
  readonly distances: GoalDistances;
}

/** How a run came to its figures, over the axis of the timeline. A click or a drag moves the playhead. */
export function RunCharts({ experimentId, session, axis, window, playhead, onSeek, distances }: ChartsProps) {
  useRunView(session);
  const { measures, revision } = useAllMeasures(experimentId, session, distances);
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const taken = useSamples({ measures, axis, window, width, revision });
  const { run } = session;
  const firstStep = run.stepAt(0);
  const scale = useMemo(() => scaleOf(axis, run, firstStep), [axis, run, firstStep]);
  const onPick = useCallback((position: number) => onSeek(axis.indexAt(position)), [axis, onSeek]);
  const position = playhead < 0 ? 0 : axis.positionOf(playhead);
  const step = `step ${formatCount(playhead < 0 ? 0 : run.stepAt(playhead))}`;
  return (
    <section className="charts" aria-label="Charts" ref={host}>
      {taken &&
        CHART_KINDS.filter((kind) => hasValues(kind, taken.samples)).map((kind) => {
          const { samples } = taken;
          const now = describeAt(kind, samples, position) ?? '–';
          const end = describePlace(kind, samples, samples.positions.length - 1) ?? '–';
          return (
            <RunChart
              key={kind.key}
              kind={kind}
              samples={samples}
              window={taken.window}
              width={width}
              position={position}
              now={now}
              summary={`${kind.title}: ${now} at ${step}, ${end} at the end`}
              scale={scale}
              onPick={onPick}
            />
          );
        })}
    </section>
  );
}

interface Taken {
  readonly samples: RunSamples;
  /** The window that they were taken of. */
  readonly window: readonly [number, number];
}

interface SamplesProps extends Pick<ChartsProps, 'axis' | 'window'> {
  readonly measures: RunMeasures;
  readonly width: number;
  readonly revision: string;
}

/** Samples of the window, taken anew as the run goes on; those before, until the next ones are there. */
function useSamples({ measures, axis, window, width, revision }: SamplesProps): Taken | null {
  const [taken, setTaken] = useState<Taken | null>(null);
  const taker = useMemo(
    () =>
      new SampleTaker(measures, (samples, { window: of }) => startTransition(() => setTaken({ samples, window: of }))),
    [measures],
  );
  useEffect(() => () => taker.end(), [taker]);
  const [from, to] = window ?? [0, null];
  const asked = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says that the samples may be others.
  useEffect(() => {
    if (width === 0) return;
    const key = `${from} ${to} ${width} ${axis.kind}`;
    taker.want({ axis, window: [from, to ?? axis.end], buckets: width - SCALE_WIDTH }, key !== asked.current);
    asked.current = key;
  }, [taker, axis, from, to, width, revision]);
  return taken;
}

/** The width of an element in whole pixels; 0 before it is known. */
function useWidth(host: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [host]);
  return width;
}
