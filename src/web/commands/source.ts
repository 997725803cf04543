import type { SourceChoice } from '#core/monitor.ts';

/** Options that say which database is watched. */
export const SOURCE_OPTIONS = {
  demo: { type: 'boolean' },
  url: { type: 'string' },
  'data-dir': { type: 'string' },
} as const;

/** The program was called wrongly; the message says how to call it. */
export class UsageError extends Error {}

/** `--demo`, `--url`, or libpq's variables when a `PGHOST`, `PGDATABASE` or `PGSERVICE` is set; else the demo. */
export function chooseSource(
  values: { demo?: boolean | undefined; url?: string | undefined; 'data-dir'?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
): SourceChoice {
  if (values.demo && values.url) throw new UsageError('Give --demo or --url, not both.');
  if (values.url) return { kind: 'url', url: values.url };
  if (!values.demo && (env['PGHOST'] || env['PGDATABASE'])) return { kind: 'environment' };
  return { kind: 'demo', ...(values['data-dir'] ? { dataDir: values['data-dir'] } : {}) };
}
