import { useEffect, useState } from 'react';
import { here } from '../link/host.ts';
import { formatAction, formatCount, formatTime } from '../words.ts';
import { Miniature } from './Miniature.tsx';
import type { RunSession } from './run-session.ts';

interface PreviewProps {
  readonly session: RunSession;
  readonly index: number;
}

/** The pointer rests this long before a step's reasoning is asked for. */
const REST_MS = 200;
const MOST_LETTERS = 160;

/** What a step looks like, before going there. */
export function RunPreview({ session, index }: PreviewProps) {
  const { run } = session;
  const reasoning = useReasoning(session, index);
  if (index < 0) return <span>No action yet</span>;
  return (
    <>
      <Miniature session={session} index={index} />
      <strong className="figures">
        step {formatCount(run.stepAt(index))}: {formatAction(run.typeAt(index))}
        {run.isWallHit(index) && ', hit a wall'}
      </strong>
      <span className="quiet figures"> {formatTime(run.timeAt(index))}</span>
      {reasoning !== null && <p className="preview-text">{reasoning}</p>}
    </>
  );
}

/** The beginning of what the model thought at a step; null until it is known, or where there is nothing. */
function useReasoning(session: RunSession, index: number): string | null {
  const actionId = index < 0 ? null : session.run.idAt(index);
  const [read, setRead] = useState<{ readonly id: number; readonly text: string | null } | null>(null);
  useEffect(() => {
    if (actionId === null) return;
    const stopping = new AbortController();
    const timer = window.setTimeout(() => {
      const asked = { experimentId: session.experimentId, actionId };
      here()
        .runs.action(asked, { signal: stopping.signal })
        .then(({ reasoning, assistantMessage }) => setRead({ id: actionId, text: reasoning ?? assistantMessage }))
        // A preview that cannot be had is no reason to disturb anybody.
        .catch(() => {});
    }, REST_MS);
    return () => {
      window.clearTimeout(timer);
      stopping.abort();
    };
  }, [session, actionId]);
  if (read?.id !== actionId || !read.text) return null;
  return read.text.length > MOST_LETTERS ? `${read.text.slice(0, MOST_LETTERS)}…` : read.text;
}
