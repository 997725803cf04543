import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Anything of the form `scheme://user:password@` in a text; the password is what must not be written. */
const URL_PASSWORD = /(\w+:\/\/[^\s:/@]*):[^\s@/]*@/g;

/** Replaces the password of every URL in a text. For messages that others' code made. */
export function withoutPasswords(text: string): string {
  return text.replace(URL_PASSWORD, '$1:***@');
}

/**
 * The host's log: one JSON line an event on standard error, so that standard output stays for results.
 * `LOG_LEVEL` sets the level (`warn` when absent).
 */
export function createLog(): Logger {
  return pino(
    {
      level: process.env['LOG_LEVEL'] ?? 'warn',
      base: null,
      redact: { paths: ['password', '*.password', 'connectionString', '*.connectionString', 'url', '*.url'] },
      hooks: {
        logMethod(args, method) {
          // Messages may quote an error of a library that quotes a URL.
          method.apply(
            this,
            args.map((part) => (typeof part === 'string' ? withoutPasswords(part) : part)) as typeof args,
          );
        },
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
