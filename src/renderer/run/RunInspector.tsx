import { memo, useEffect, useMemo, useState } from 'react';
import type { ActionReading } from '../actions/use-action-details.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import type { RunSession } from './run-session.ts';
import type { RunTimeline } from './run-timeline.ts';
import { useDistances } from './use-routes.ts';
import { useRunView } from './use-run-view.ts';

interface RunInspectorProps {
  readonly session: RunSession;
  readonly timeline: RunTimeline;
  readonly details: ActionReading;
}

/** The inspector of a run, on the axis and the window of its timeline. */
export const RunInspector = memo(function RunInspector({ session, timeline, details }: RunInspectorProps) {
  const { playback } = useRunView(session);
  const [window, setWindow] = useState(timeline.window.getState());
  useEffect(() => timeline.window.subscribe(setWindow), [timeline]);
  const toGoal = useDistances(session.maze, true)?.steps ?? null;
  const distances = useMemo(() => ({ toGoal }), [toGoal]);
  const shown = useMemo(() => window && ([window.from, window.to] as const), [window]);
  return (
    <Inspector
      experimentId={session.experimentId}
      session={session}
      details={details}
      axis={session.axis(playback.axis)}
      window={shown}
      distances={distances}
    />
  );
});
