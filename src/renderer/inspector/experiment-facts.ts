import type { ExperimentDetails } from '#shared/contract.ts';
import { formatCount } from '../words.ts';

/** A value as it is shown. */
export type FactValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'json'; readonly value: object };

/** One thing that is known of an experiment. */
export interface Fact {
  /** The column, or the columns, that say so. */
  readonly key: string;
  readonly label: string;
  readonly value: FactValue;
  /** Folded away until somebody wants it: a text that is read rather than looked at, a JSON of many parts. */
  readonly isFolded: boolean;
}

/** What is known of an experiment, and what is not. */
export interface ExperimentFacts {
  /** With a name of their own, in the order in which they are asked for. */
  readonly known: readonly Fact[];
  /** Columns that are not known here, by name. */
  readonly others: readonly Fact[];
  /** Columns without a value. */
  readonly empty: readonly string[];
}

/** Columns with a name of their own, in the order in which they are shown. */
const LABELS: Readonly<Record<string, string>> = {
  model_name: 'Model',
  comment: 'Comment',
  failure_reason: 'Failure',
  last_error: 'Last error',
  goal_found: 'Goal seen',
  started_at: 'Started',
  completed_at: 'Completed',
  maze_id: 'Maze',
  start_x: 'Start',
  goal_description: 'Goal description',
  model_config: 'Model configuration',
  prompt_version: 'Prompt version',
  prompt_text: 'Prompt',
  agent_id: 'Agent',
  total_input_tokens: 'Tokens in',
  total_output_tokens: 'Tokens out',
  total_cost_usd: 'Cost, US$',
  execution_status: 'Execution status',
  execution_name: 'Execution name',
  execution_arn: 'Execution ARN',
  sqs_message_id: 'SQS message',
};
/** Said elsewhere: the number in the page's title, the start with its other half. */
const SAID_ELSEWHERE = new Set(['id', 'start_y']);
const FOLDED = new Set(['prompt_text']);
/** More parts than this would push what comes after them out of sight. */
const MOST_OPEN = 30;
/** A longer text is not taken apart to see whether it is JSON. */
const MOST_JSON = 1_000_000;

/** Everything that a row of `experiments` says, in an order for people. */
export function factsOf({ summary, columns }: ExperimentDetails): ExperimentFacts {
  const values = new Map(columns.map(({ name, value }) => [name, value]));
  const special: Readonly<Record<string, FactValue | null>> = {
    started_at: timeOf(summary.startedAt),
    completed_at: timeOf(summary.completedAt),
    maze_id: textOf(
      summary.mazeId === null
        ? null
        : summary.mazeName === null
          ? `#${summary.mazeId}`
          : `${summary.mazeName} (#${summary.mazeId})`,
    ),
    total_input_tokens: countOf(values.get('total_input_tokens')),
    total_output_tokens: countOf(values.get('total_output_tokens')),
    start_x: textOf(summary.startX === null || summary.startY === null ? null : `${summary.startX}, ${summary.startY}`),
  };
  const fact = (key: string, label: string): Fact[] => {
    const value = special[key] ?? factValue(values.get(key));
    if (!value) return [];
    const isLarge = value.kind === 'json' && Object.keys(value.value).length > MOST_OPEN;
    return [{ key, label, value, isFolded: isLarge || FOLDED.has(key) }];
  };
  const names = columns.map(({ name }) => name);
  const unknown = names.filter((name) => !(name in LABELS) && !SAID_ELSEWHERE.has(name)).toSorted();
  const known = Object.entries(LABELS).flatMap(([key, label]) => (values.has(key) ? fact(key, label) : []));
  const others = unknown.flatMap((name) => fact(name, name));
  const said = new Set([...known, ...others].map(({ key }) => key));
  return { known, others, empty: names.filter((name) => !said.has(name) && !SAID_ELSEWHERE.has(name)) };
}

function factValue(value: unknown): FactValue | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return textOf(value ? 'yes' : 'no');
  if (typeof value === 'object') return { kind: 'json', value };
  const text = String(value);
  const parsed = typeof value === 'string' ? parsedObject(text) : null;
  return parsed ? { kind: 'json', value: parsed } : textOf(text);
}

/** A text that is a JSON object or list, as failures often are. */
function parsedObject(text: string): object | null {
  if (text.length > MOST_JSON || !/^\s*[[{]/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function textOf(text: string | null): FactValue | null {
  return text === null ? null : { kind: 'text', text };
}

function countOf(value: unknown): FactValue | null {
  return typeof value === 'number' ? textOf(formatCount(value)) : null;
}

function timeOf(at: number | null): FactValue | null {
  return at === null ? null : { kind: 'time', at };
}
