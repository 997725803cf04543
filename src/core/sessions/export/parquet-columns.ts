import type { SchemaElement } from 'hyparquet-writer';
import type { TableColumn, Value } from '#core/sessions/rows.ts';

/** How a column of a table stands in a Parquet file. */
export interface ParquetColumn {
  readonly element: SchemaElement;
  /** Whether readers are told the least and the largest value of each group, which lets them pass over it. */
  readonly statistics: boolean;
  /** A value as the writer takes it; null also for what the column's type cannot hold. */
  convert(value: number | string): boolean | number | bigint | string | null;
}

const MOST_INT32 = 2_147_483_647;
const MOST_INT64 = 9_223_372_036_854_775_807n;

/**
 * Whole numbers keep their width, decimal ones become doubles, times microseconds in UTC; json columns are their text.
 * Parquet knows no infinite time: those are null.
 */
export function parquetColumn({ name, type, storage }: TableColumn): ParquetColumn {
  const common = { name, repetition_type: 'OPTIONAL' } as const;
  switch (storage) {
    case 'integer':
      return type === 'bigint'
        ? { element: { ...common, type: 'INT64' }, statistics: true, convert: toInt64 }
        : { element: { ...common, type: 'INT32' }, statistics: true, convert: toInt32 };
    case 'real':
    case 'numeric':
      return { element: { ...common, type: 'DOUBLE' }, statistics: true, convert: toDouble };
    case 'boolean':
      return {
        element: { ...common, type: 'BOOLEAN' },
        statistics: true,
        convert: (value) => value === 1 || value === 'true',
      };
    case 'time':
      return {
        element: {
          ...common,
          type: 'INT64',
          converted_type: 'TIMESTAMP_MICROS',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
        },
        statistics: true,
        convert: (value) => (typeof value === 'number' ? toInt64(value) : null),
      };
    default:
      return {
        element: { ...common, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
        // Nobody passes over reasoning or JSON by its first letters.
        statistics: storage !== 'json' && type !== 'text',
        convert: String,
      };
  }
}

/** The bytes that a text takes, roughly. */
export function weightOf(value: Value | undefined): number {
  return typeof value === 'string' ? value.length : 0;
}

function toInt32(value: number | string): number | null {
  const whole = Number(value);
  return Number.isInteger(whole) && Math.abs(whole) <= MOST_INT32 ? whole : null;
}

function toInt64(value: number | string): bigint | null {
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.floor(value)) : null;
  if (!/^-?\d{1,19}$/.test(value)) return null;
  const whole = BigInt(value);
  return whole <= MOST_INT64 && whole >= -MOST_INT64 - 1n ? whole : null;
}

function toDouble(value: number | string): number | null {
  if (typeof value === 'number') return value;
  // As PostgreSQL writes them, "NaN" and "Infinity" are what JavaScript calls them.
  const parsed = Number(value);
  return Number.isNaN(parsed) && value !== 'NaN' ? null : parsed;
}
