import { useEffect, useState } from 'react';
import type { ActionDetails, SeenCell } from '#shared/domain/action.ts';
import { here } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';

/** The playhead rests this long before its long texts are asked for: scrubbing asks for nothing. */
const SETTLE_MS = 120;
/** A row that is written to all the time is read no more often. */
const PAUSE_MS = 250;

/** What is known of the action at the playhead beyond the run's own columns. */
export interface ActionReading {
  /** null while it is being read. */
  readonly action: ActionDetails | null;
  /** `deleted`: the row is no more; `away`: the database cannot be asked, and is asked again. */
  readonly problem: 'deleted' | 'away' | null;
  /** What the agent saw; null while it is being read. */
  readonly seen: readonly SeenCell[] | null;
}

interface Known {
  readonly actionId: number;
  readonly reading: ActionReading;
}

const NOTHING: ActionReading = { action: null, problem: null, seen: null };

/**
 * The action at the playhead in full. Tokens and timings are written after the turn: the action is followed for as long
 * as it is looked at.
 */
export function useActionDetails(experimentId: number, session: RunSession): ActionReading {
  const index = useRunView(session).index;
  const actionId = index < 0 ? null : session.run.idAt(index);
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    if (actionId === null) return;
    let stop = () => {};
    let isOver = false;
    let version: string | null = null;
    const source = here();
    const fail = (problem: ActionReading['problem']) => {
      if (isOver) return;
      setKnown((before) => ({
        actionId,
        reading: { ...(before?.actionId === actionId ? before.reading : NOTHING), problem },
      }));
    };
    const read = async (signal: AbortSignal) => {
      const waitMs = version === null ? 0 : WAIT_MS;
      try {
        return await source.runs.action({ experimentId, actionId, after: version, waitMs }, { signal });
      } catch (error) {
        // The row was deleted; what is shown of it stays, and it is not asked for again.
        const isDeleted = error instanceof Error && 'code' in error && error.code === 'NOT_FOUND';
        if (isDeleted) stop();
        // A wait that took too long is asked again, and says nothing about the database.
        if (isDeleted || !(error instanceof DOMException)) fail(isDeleted ? 'deleted' : 'away');
        throw error;
      }
    };
    const timer = window.setTimeout(() => {
      stop = pull(
        read,
        (action) => {
          version = action.version;
          setKnown({ actionId, reading: { action, problem: null, seen: action.seen } });
        },
        PAUSE_MS,
      );
    }, SETTLE_MS);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      stop();
    };
  }, [experimentId, actionId]);
  return known?.actionId === actionId ? known.reading : NOTHING;
}
