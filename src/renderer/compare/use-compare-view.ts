import { startTransition, useEffect, useState } from 'react';
import type { CompareSession, CompareView } from './compare-session.ts';

/** What the panels show of a comparison, followed as a transition: rendering it gives way to the mazes. */
export function useCompareView(session: CompareSession): CompareView {
  const [view, setView] = useState(() => session.view.getState());
  useEffect(() => {
    setView(session.view.getState());
    return session.view.subscribe((next) => startTransition(() => setView(next)));
  }, [session]);
  return view;
}
