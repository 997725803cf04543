import { Tabs } from '@mantine/core';
import { memo, useCallback, useMemo } from 'react';
import './inspector.css';
import { type Axis, StepAxis } from '#shared/run/axis.ts';
import type { GoalDistances } from '#shared/run/statistics.ts';
import { ActionPanel } from '../actions/ActionPanel.tsx';
import type { ActionReading } from '../actions/use-action-details.ts';
import type { RunSession } from '../run/run-session.ts';
import { ExperimentPanel } from './ExperimentPanel.tsx';
import { StatisticsPanel } from './StatisticsPanel.tsx';
import { showTab, TABS, type Tab, useTab } from './tab.ts';

const NAMES: Readonly<Record<Tab, string>> = { action: 'Action', experiment: 'Experiment', statistics: 'Statistics' };
const NO_DISTANCES: GoalDistances = { toGoal: null };

interface InspectorProps {
  readonly experimentId: number;
  readonly session: RunSession;
  readonly details: ActionReading;
  /** The axis of the timeline, which the charts share; steps without one. */
  readonly axis?: Axis;
  /** The part of the axis that is shown; null: all of it. */
  readonly window?: readonly [number, number] | null;
  /** How far it is to the goal, as soon as that is known. */
  readonly distances?: GoalDistances;
}

/** The right column of a run: its actions, its experiment, its statistics. Only the tab that is shown does anything. */
export const Inspector = memo(function Inspector(props: InspectorProps) {
  const { experimentId, session, details, axis, window = null, distances = NO_DISTANCES } = props;
  const { tab } = useTab();
  const ownAxis = useMemo(() => new StepAxis(session.run), [session]);
  const onSeek = useCallback((index: number) => session.seek(index), [session]);
  return (
    <aside className="run-side" aria-label="Inspector">
      <Tabs
        className="inspector"
        value={tab}
        keepMounted={false}
        onChange={(value) => showTab(TABS.find((name) => name === value) ?? 'action')}
      >
        <Tabs.List grow>
          {TABS.map((name) => (
            // A click leaves the focus where it was, so that the arrow keys still move the playhead and not the tabs.
            <Tabs.Tab key={name} value={name} size="xs" onMouseDown={(event) => event.preventDefault()}>
              {NAMES[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="action">
          <ActionPanel experimentId={experimentId} session={session} details={details} />
        </Tabs.Panel>
        <Tabs.Panel value="experiment" className="inspector-scroll" tabIndex={0}>
          <ExperimentPanel experimentId={experimentId} />
        </Tabs.Panel>
        <Tabs.Panel value="statistics" className="inspector-scroll" tabIndex={0}>
          <StatisticsPanel
            experimentId={experimentId}
            session={session}
            axis={axis ?? ownAxis}
            window={window}
            onSeek={onSeek}
            distances={distances}
          />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
});
