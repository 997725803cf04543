import type { ExperimentDetails } from '#shared/contract.ts';

/** What is another value in one run than in another. */
export interface Difference {
  readonly name: string;
  /** One per run; null where it has none. */
  readonly values: readonly (string | null)[];
}

/** Columns that are another in every experiment, whatever was tried. */
const ALWAYS_OTHER = new Set([
  'id',
  'started_at',
  'completed_at',
  'total_input_tokens',
  'total_output_tokens',
  'total_cost_usd',
  'execution_arn',
  'execution_name',
  'sqs_message_id',
  'goal_found',
  'execution_status',
  'failure_reason',
  'last_error',
]);
/** What was asked first. */
const FIRST = ['model_name', 'prompt_version', 'maze_id', 'comment'];
const LONGEST = 80;

/**
 * In what experiments differ that were compared: columns, and the settings in `model_config` one by one. Model and prompt
 * come first; what is the same in all of them is left out.
 */
export function differencesOf(experiments: readonly ExperimentDetails[]): readonly Difference[] {
  const facts = experiments.map(factsOf);
  const names = [...new Set(facts.flatMap((of) => [...of.keys()]))];
  const order = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return names
    .map((name) => ({ name, values: facts.map((of) => of.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)
    .sort((a, b) => order(a.name) - order(b.name))
    .map(({ name, values }) => ({ name, values: values.map(shorten) }));
}

function factsOf({ columns }: ExperimentDetails): Map<string, string> {
  const facts = new Map<string, string>();
  for (const { name, value } of columns) {
    if (ALWAYS_OTHER.has(name) || value === null || value === undefined) continue;
    if (typeof value === 'object') {
      for (const [key, part] of Object.entries(value)) {
        facts.set(name === 'model_config' ? key : `${name}.${key}`, textOf(part));
      }
    } else {
      facts.set(name, textOf(value));
    }
  }
  return facts;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

// Compared as a whole, and shortened only to be shown.
function shorten(text: string | null): string | null {
  return text !== null && text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
