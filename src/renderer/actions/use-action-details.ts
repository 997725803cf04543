import { useEffect, useState } from 'react';
import type { ActionDetails } from '#shared/domain/action.ts';
import { here } from '../link/host.ts';
import { pull, WAIT_MS } from '../link/pull.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';

/** The playhead rests this long before its long texts are asked for: scrubbing asks for nothing. */
const SETTLE_MS = 120;
/** A row that is written to all the time is read no more often. */
const PAUSE_MS = 250;

/**
 * The action at the playhead in full; null while it is being read. Tokens and timings are written after the turn: the
 * action is followed for as long as it is looked at.
 */
export function useActionDetails(experimentId: number, session: RunSession): ActionDetails | null {
  const index = useRunView(session).index;
  const actionId = index < 0 ? null : session.run.idAt(index);
  const [details, setDetails] = useState<ActionDetails | null>(null);
  useEffect(() => {
    if (actionId === null) return;
    let stop = () => {};
    let version: string | null = null;
    const source = here();
    const read = async (signal: AbortSignal) => {
      const waitMs = version === null ? 0 : WAIT_MS;
      try {
        return await source.runs.action({ experimentId, actionId, after: version, waitMs }, { signal });
      } catch (error) {
        // The row was deleted; what is shown of it stays, and it is not asked for again.
        if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND') stop();
        throw error;
      }
    };
    const timer = window.setTimeout(() => {
      stop = pull(
        read,
        (answer) => {
          version = answer.version;
          setDetails(answer);
        },
        PAUSE_MS,
      );
    }, SETTLE_MS);
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [experimentId, actionId]);
  return details?.id === actionId ? details : null;
}
