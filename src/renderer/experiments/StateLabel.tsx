import {
  IconAlertTriangle,
  IconCheck,
  IconFlag,
  IconHourglassEmpty,
  IconPlayerPlay,
  IconZzz,
} from '@tabler/icons-react';
import type { ExperimentState } from '#shared/domain/experiment.ts';
import { STATE_MEANING } from '../words.ts';

const ICONS = {
  goal: IconFlag,
  failed: IconAlertTriangle,
  done: IconCheck,
  starting: IconHourglassEmpty,
  running: IconPlayerPlay,
  stale: IconZzz,
} as const;

/** A state as a shape, a colour and a word. */
export function StateLabel({ state }: { readonly state: ExperimentState }) {
  const Icon = ICONS[state];
  return (
    <span className="state" data-state={state} title={STATE_MEANING[state]}>
      <Icon size={14} stroke={2.2} aria-hidden />
      {state}
    </span>
  );
}
