import { explain } from '#core/database/problem.ts';
import { SessionFileError } from '#core/sessions/session-file.ts';
import { errorCode } from '#core/system-errors.ts';

/** Rows cannot be brought into a database; the message is a sentence for a person. */
export class ImportError extends Error {}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const REFUSALS: Readonly<Record<string, string>> = {
  '23502': 'The tables there want a value in a column that was not recorded.',
  '23503': 'The tables there refer to rows that are not in the session.',
  '23505': 'There are rows with the same ids already. Give the rows new ones with --renumber.',
  '25006': 'The server accepts no changes: it is a standby, or read-only.',
  '42501': 'This account may not write there. Let its administrator grant it, or choose another schema with --schema.',
  '53100': 'The disk of the server is full.',
  '55P03': 'The tables are in use, and their lock could not be had. Try again when no long transaction is open.',
};

/** Why an import failed, as a sentence. */
export function explainImport(error: unknown): string {
  if (error instanceof ImportError || error instanceof SessionFileError) return `${error.message} Nothing was changed.`;
  const code = errorCode(error);
  const known = REFUSALS[code];
  if (known) return `${known} Nothing was changed.`;
  const reason = explain(error).reason;
  // What the server refused, it has taken back.
  if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) return `The server refused: ${reason}. Nothing was changed.`;
  return `The import was broken off: ${reason}`;
}
