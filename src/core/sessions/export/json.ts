import type { Row, TableColumn } from '#core/sessions/rows.ts';
import { isoTime } from './iso-time.ts';

/**
 * Writes rows of a table as JSON objects: whole and decimal numbers with all their digits, times as ISO 8601 in UTC, json
 * columns as what they hold. What JSON has no number for (`NaN`, `Infinity`) is a text.
 * @param first what an object begins with, before its first column
 */
export function objectWriter(columns: readonly TableColumn[], first = ''): (row: Row) => string {
  const fields = columns.map(({ name, storage }, n) => ({
    key: `${n === 0 && first === '' ? '' : ','}${JSON.stringify(name)}:`,
    write: WRITERS[storage],
  }));
  return (row) => {
    let text = `{${first}`;
    for (let n = 0; n < fields.length; n++) {
      const field = fields[n];
      const value = row[n];
      text += field?.key;
      text += value === null || value === undefined ? 'null' : field?.write(value);
    }
    return `${text}}`;
  };
}

const WRITERS: Readonly<Record<TableColumn['storage'], (value: number | string) => string>> = {
  integer: number,
  real: number,
  numeric: number,
  boolean: (value) => (value === 1 ? 'true' : value === 0 ? 'false' : number(value)),
  time: (value) => (typeof value === 'number' ? `"${isoTime(value)}"` : JSON.stringify(value)),
  json: (value) => embedded(String(value)),
  text: (value) => JSON.stringify(value),
};

function number(value: number | string): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`;
  // Text is what a double cannot hold: as a number it keeps its digits, for readers that know more.
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? value : JSON.stringify(value);
}

/** JSON within JSON, on one line; what is no JSON (a file of a stranger may hold anything) as a text. */
function embedded(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return JSON.stringify(text);
  }
  // Where it is valid, line breaks stand between its parts only.
  return /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]+/g, ' ') : text;
}
