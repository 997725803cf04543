import { useEffect, useState } from 'react';
import type { ActionDetails } from '#shared/domain/action.ts';
import { host } from '../link/host.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';

/** The playhead rests this long before its long texts are asked for: scrubbing asks for nothing. */
const SETTLE_MS = 120;
/** Tokens and timings are written after the turn: until they are there, the action is read again. */
const REREAD_MS = 2_000;
const MOST_REREADS = 30;

/** The action at the playhead in full; null while it is being read. */
export function useActionDetails(experimentId: number, session: RunSession): ActionDetails | null {
  const index = useRunView(session).index;
  const actionId = index < 0 ? null : session.run.idAt(index);
  const [details, setDetails] = useState<ActionDetails | null>(null);
  useEffect(() => {
    if (actionId === null) return;
    let isGone = false;
    let timer: number;
    const read = async (rereads: number): Promise<void> => {
      const answer = await host.runs.action({ experimentId, actionId }).catch(() => null);
      if (isGone) return;
      if (answer) setDetails(answer);
      const isComplete = answer !== null && answer.inferenceMs !== null;
      if (!isComplete && rereads < MOST_REREADS) timer = window.setTimeout(() => void read(rereads + 1), REREAD_MS);
    };
    timer = window.setTimeout(() => void read(0), SETTLE_MS);
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
  }, [experimentId, actionId]);
  return details?.id === actionId ? details : null;
}
