import { useRef } from 'react';
import { type ExperimentSummary, isActive } from '#shared/domain/experiment.ts';
import { useServerClock } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { LINGER_MS } from './linger.ts';

/** The running experiments, oldest first, so that a new one comes at the end and no card moves away under the eye. */
export function useWallExperiments(): readonly ExperimentSummary[] {
  const newestFirst = useExperiments((experiments) => experiments.newestFirst);
  const now = useServerClock();
  const lastActive = useRef(new Map<number, number>());
  const shown = newestFirst.filter((experiment) => {
    if (isActive(experiment, now)) {
      lastActive.current.set(experiment.id, now);
      return true;
    }
    const last = lastActive.current.get(experiment.id);
    if (last !== undefined && now - last < LINGER_MS) return true;
    lastActive.current.delete(experiment.id);
    return false;
  });
  return shown.reverse();
}
