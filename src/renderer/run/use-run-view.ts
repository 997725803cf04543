import { startTransition, useEffect, useState } from 'react';
import type { RunSession, RunView } from './run-session.ts';

/**
 * What the panels show of a run, followed as a transition: rendering it gives way to the maze, whose frames come first.
 */
export function useRunView(session: RunSession): RunView {
  const [view, setView] = useState(() => session.view.getState());
  useEffect(() => {
    setView(session.view.getState());
    return session.view.subscribe((next) => startTransition(() => setView(next)));
  }, [session]);
  return view;
}
