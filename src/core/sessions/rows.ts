import type { SessionSelection } from '#shared/domain/session.ts';

/** The three tables, as PostgreSQL has them and as a session has them. */
export const TABLES = ['mazes', 'experiments', 'agent_actions'] as const;
export type TableName = (typeof TABLES)[number];

/**
 * How a value of a column is held. `integer`: a whole number (text beyond 2^53). `real` and `numeric`: a number (text for
 * NaN and the infinities). `boolean`: 0 or 1. `time`: microseconds since 1970, UTC (text beyond 2^53, and for infinity).
 * `json`: its text. Whatever else there is: its text. null is null everywhere.
 */
export const STORAGES = ['integer', 'real', 'numeric', 'boolean', 'time', 'json', 'text'] as const;
export type Storage = (typeof STORAGES)[number];

/** A column of one of the tables. */
export interface TableColumn {
  readonly name: string;
  /** As PostgreSQL writes it: `integer`, `timestamp without time zone`, `character varying(255)`. */
  readonly type: string;
  readonly storage: Storage;
}

export type Value = number | string | null;

/** A row, in the order of its table's columns. */
export type Row = readonly Value[];

/**
 * The rows of a source, whole: a database, or a session. What is read is what was there when it is read; nothing is held
 * open in between. A selection without texts has null for prompts, reasoning and answers.
 */
export interface RowSource {
  readonly columns: Readonly<Record<TableName, readonly TableColumn[]>>;
  /** The experiments of a selection, by id, and the mazes that they walk through. */
  experiments(selection: SessionSelection): Promise<{ readonly experiments: Row[]; readonly mazes: Row[] }>;
  /** How many actions a selection has: an estimate where counting would read a whole table. */
  count(selection: SessionSelection): Promise<number>;
  /** The actions of one experiment in the run's order, (step number, id), those without a number first; in pages. */
  actions(experimentId: number, selection: SessionSelection): AsyncIterable<readonly Row[]>;
}

/** What a selection without texts leaves out. */
export const TEXT_COLUMNS: Readonly<Record<TableName, readonly string[]>> = {
  mazes: [],
  experiments: ['prompt_text', 'goal_description', 'last_error'],
  agent_actions: ['reasoning', 'assistant_message'],
};

/** Microseconds since 1970 as milliseconds, to the last bit as a server computes them. */
export function inMilliseconds(microseconds: number): number {
  return (microseconds / 1_000_000) * 1_000;
}

/** How values of a type of PostgreSQL are held. */
export function storageOf(type: string): Storage {
  if (/^(smallint|integer|bigint)$/.test(type)) return 'integer';
  if (/^(real|double precision)$/.test(type)) return 'real';
  if (/^numeric/.test(type)) return 'numeric';
  if (type === 'boolean') return 'boolean';
  if (/^timestamp/.test(type)) return 'time';
  return /^jsonb?$/.test(type) ? 'json' : 'text';
}

/**
 * A column of a session as it is read by SQL: a whole number that JavaScript cannot hold comes as text, as it was given.
 * (Others are read as they are: where a damaged file has such a number in them, reading fails.)
 */
export function readable({ name, type, storage }: TableColumn): string {
  const column = quoteName(name);
  if (storage !== 'time' && !(storage === 'integer' && type === 'bigint')) return column;
  const isLarge = `(${column} > 9007199254740991 OR ${column} < -9007199254740991)`;
  return `iif(typeof(${column}) = 'integer' AND ${isLarge}, CAST(${column} AS TEXT), ${column})`;
}

/** A name as it is written in SQL: the names of columns come from somebody's database. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
