import { UsageError } from '#core/source-choice.ts';
import type { SessionSelection } from '#shared/domain/session.ts';

/** The options of a command line that choose experiments. */
export const EXPERIMENT_OPTIONS = {
  experiment: { type: 'string', multiple: true },
  'without-texts': { type: 'boolean', default: false },
} as const;

/** The options that choose a part of a source. */
export const SELECTION_OPTIONS = {
  ...EXPERIMENT_OPTIONS,
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

interface Values {
  readonly experiment?: readonly string[] | undefined;
  readonly 'without-texts': boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Reads what part of a source is wanted. @throws UsageError */
export function readSelection(values: Values): SessionSelection {
  return {
    experiments: readExperiments(values.experiment),
    from: readMoment(values.from, '--from'),
    to: readMoment(values.to, '--to'),
    texts: !values['without-texts'],
  };
}

/** `--experiment N`, several times or with commas between. @throws UsageError */
export function readExperiments(given: readonly string[] | undefined): number[] | null {
  if (given === undefined) return null;
  const ids = given.flatMap((text) => text.split(','));
  if (!ids.every((id) => /^\d{1,15}$/.test(id))) throw new UsageError('--experiment takes a number.');
  return [...new Set(ids.map(Number))];
}

function readMoment(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    throw new UsageError(
      `${option} takes a moment, for example 2026-05-01T12:00:00Z (without Z: in the zone of this machine).`,
    );
  }
  return at;
}
