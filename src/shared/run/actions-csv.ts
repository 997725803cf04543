import type { Position, Run } from './run.ts';

/** Names as in the database, so that a script for the one reads the other. */
export const ACTIONS_CSV_HEADER =
  'id,step_number,action_type,from_x,from_y,to_x,to_y,success,timestamp,turn_number\r\n';

/** Actions as rows of CSV (RFC 4180), from one index to another, end exclusive. Times are ISO 8601, in UTC. */
export function actionsCsv(run: Run, from: number, end: number): string {
  const rows: string[] = [];
  for (let index = from; index < Math.min(end, run.length); index++) {
    const at = run.timeAt(index);
    rows.push(
      [
        run.idAt(index),
        run.stepAt(index),
        csvText(run.typeAt(index)),
        coordinates(run.fromAt(index)),
        coordinates(run.toAt(index)),
        run.succeededAt(index),
        at === null ? '' : new Date(at).toISOString(),
        run.turnAt(index) ?? '',
      ].join(','),
    );
  }
  return rows.length === 0 ? '' : `${rows.join('\r\n')}\r\n`;
}

/**
 * A text as a field of CSV. One that a spreadsheet would take for a formula gets an apostrophe in front: it is a model's
 * text, and opening a table must not run it (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvText(text: string): string {
  const safe = cellText(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A text that no spreadsheet takes for a formula, also after white space or in full width. One that has apostrophes in
 * front already gets one more, so that a reader who takes one away has what was written.
 */
export function cellText(text: string): string {
  const first = text.charCodeAt(0);
  // Letters, nearly always, and nearly free.
  if (first >= 0x41 && first <= 0x7e) return text;
  return /^'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}

function coordinates(position: Position | null): string {
  return position === null ? ',' : `${position.x},${position.y}`;
}
