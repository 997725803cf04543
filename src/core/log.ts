import { type Logger, pino } from 'pino';
import { redactJson } from './redaction.ts';

export type { Logger } from 'pino';

/** What pino itself writes into each line; a number among it contains no secret but by accident. */
const OWN = ['level', 'time'];

/**
 * The host's log: one JSON line an event on standard error, so that standard output stays for results.
 * `LOG_LEVEL` sets the level (`warn` when absent). No line contains a registered secret or the password of a URL.
 */
export function createLog(): Logger {
  return pino(
    {
      level: process.env['LOG_LEVEL'] ?? 'warn',
      base: null,
      redact: { paths: ['password', '*.password', 'connectionString', '*.connectionString', 'url', '*.url'] },
      // The finished line: whatever a secret came in, the message, an error's cause, a child's fields, it is in here.
      hooks: { streamWrite: redactLine },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

function redactLine(line: string): string {
  const event: unknown = JSON.parse(line);
  const clean = JSON.stringify(redactJson(event, OWN));
  // Most lines stay as they are, with numbers of any length.
  return clean === JSON.stringify(event) ? line : `${clean}\n`;
}
