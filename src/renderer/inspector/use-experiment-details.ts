import { startTransition, useEffect, useState } from 'react';
import type { ExperimentDetails } from '#shared/contract.ts';
import { isActive } from '#shared/domain/experiment.ts';
import { here } from '../link/host.ts';
import { pull } from '../link/pull.ts';
import { serverNow } from '../state/clock.ts';

/** A running experiment's row is read again this often; another one's rarely changes, its comment perhaps. */
const RUNNING_MS = 3_000;
const RESTING_MS = 30_000;

/** What is known of an experiment's row. */
export interface ExperimentReading {
  readonly details: ExperimentDetails | null;
  /** `deleted`: the row is no more; `away`: the database cannot be asked, and is asked again. */
  readonly problem: 'deleted' | 'away' | null;
}

const NOTHING: ExperimentReading = { details: null, problem: null };

/** All columns of an experiment, read again as long as somebody looks at them. */
export function useExperimentDetails(experimentId: number): ExperimentReading {
  const [known, setKnown] = useState<ExperimentReading & { readonly id: number }>({ ...NOTHING, id: experimentId });
  useEffect(() => {
    const source = here();
    let isOver = false;
    const fail = (problem: ExperimentReading['problem']) =>
      setKnown(({ id, details }) => ({ id: experimentId, details: id === experimentId ? details : null, problem }));
    const stop = pull(
      async (signal) => {
        try {
          return await source.experiments.details({ id: experimentId }, { signal });
        } catch (error) {
          const isDeleted = error instanceof Error && 'code' in error && error.code === 'NOT_FOUND';
          if (!isOver) fail(isDeleted ? 'deleted' : 'away');
          throw error;
        }
      },
      (details) => startTransition(() => setKnown({ id: experimentId, details, problem: null })),
      ({ summary }) => (isActive(summary, serverNow()) ? RUNNING_MS : RESTING_MS),
    );
    return () => {
      isOver = true;
      stop();
    };
  }, [experimentId]);
  return known.id === experimentId ? known : NOTHING;
}
