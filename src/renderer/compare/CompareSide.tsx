import { Tabs, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { CompareCharts } from './CompareCharts.tsx';
import { CompareStatistics } from './CompareStatistics.tsx';
import type { CompareSession } from './compare-session.ts';
import type { CompareTimeline } from './compare-timeline.ts';
import { DifferencesTable } from './DifferencesTable.tsx';
import { laneLook } from './lane-colours.ts';

interface SideProps {
  readonly session: CompareSession;
  readonly timeline: CompareTimeline;
  readonly ids: readonly number[];
  readonly labels: readonly string[];
}

/** Beside the mazes: what differs, the statistics side by side, and the charts over each other. */
export function CompareSide({ session, timeline, ids, labels }: SideProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(host);
  return (
    <aside className="compare-side" aria-label="Comparison">
      <Tabs className="inspector" defaultValue="table" keepMounted={false}>
        <Tabs.List grow>
          <Tabs.Tab value="table" size="xs">
            Table
          </Tabs.Tab>
          <Tabs.Tab value="charts" size="xs">
            Charts
          </Tabs.Tab>
        </Tabs.List>
        <div className="compare-scroll" ref={host}>
          <Tabs.Panel value="table">
            <DifferencesTable ids={ids} labels={labels} />
            <CompareStatistics session={session} labels={labels} />
          </Tabs.Panel>
          <Tabs.Panel value="charts">
            <LaneKey labels={labels} />
            <CompareCharts session={session} timeline={timeline} labels={labels} width={width} />
          </Tabs.Panel>
        </div>
      </Tabs>
    </aside>
  );
}

/** Which line is which run. */
function LaneKey({ labels }: { readonly labels: readonly string[] }) {
  const scheme = useComputedColorScheme('light');
  return (
    <ul className="compare-key" aria-label="Runs">
      {labels.map((label, n) => {
        const { colour, dash } = laneLook(n, scheme);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs keep their places.
          <li key={n}>
            <svg width="26" height="8" aria-hidden="true">
              <line x1="0" y1="4" x2="26" y2="4" stroke={colour} strokeWidth="2.5" strokeDasharray={dash.join(' ')} />
            </svg>
            <span className="cut">{label}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** The width of an element without its padding, in whole pixels; 0 before it is known. */
function useInnerWidth(host: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [host]);
  return width;
}
