import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';

/**
 * Which database is watched first: the demo laboratory, one given by URL, the one that libpq's variables name, a saved
 * profile, or the profile that was open last.
 */
export type SourceChoice = (
  | { readonly kind: 'demo'; readonly dataDir?: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'environment' }
  /** @property name its name, or its id */
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'last' }
) & {
  /** How often to read while polling, milliseconds. */
  readonly pollMs?: number;
};

/** The options of a command line that choose a source, as `parseArgs` takes them. */
export const SOURCE_OPTIONS = {
  demo: { type: 'boolean' },
  environment: { type: 'boolean' },
  profile: { type: 'string' },
  url: { type: 'string' },
  'data-dir': { type: 'string' },
  poll: { type: 'string' },
} as const;

/** The program was called wrongly; the message says what to correct. */
export class UsageError extends Error {}

/** The variables of libpq that name a database. PGUSER or PGPASSWORD alone say nothing about wanting to connect. */
const NAMES_A_DATABASE = ['PGHOST', 'PGHOSTADDR', 'PGDATABASE', 'PGSERVICE'] as const;

type Values = Readonly<Partial<Record<keyof typeof SOURCE_OPTIONS, string | boolean | undefined>>>;

/**
 * `--demo`, `--url URL`, `--profile NAME` or `--environment`; without any of them what libpq's variables name, and
 * otherwise the profile that was open last.
 * `--data-dir DIR` says where the demo keeps its database, `--poll SECONDS` how often to read without notices. The answer may contain a password and must not be logged.
 * @throws UsageError
 */
export function chooseSource(values: Values, env: Readonly<NodeJS.ProcessEnv>): SourceChoice {
  const database = chooseDatabase(values, env);
  const poll = text(values.poll, '--poll', 'a number of seconds');
  if (poll === undefined) return database;
  const pollMs = Math.round(Number(poll) * 1_000);
  const { least, most } = POLL_RANGE_MS;
  if (!(pollMs >= least && pollMs <= most)) {
    throw new UsageError(`--poll takes a number of seconds, ${least / 1_000} to ${most / 1_000}.`);
  }
  return { ...database, pollMs };
}

function chooseDatabase(values: Values, env: Readonly<NodeJS.ProcessEnv>): SourceChoice {
  const [first, second] = (['demo', 'environment', 'url', 'profile'] as const).filter(
    (name) => values[name] !== undefined,
  );
  if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other. Keep one of them.`);
  const dataDir = text(values['data-dir'], '--data-dir', 'a directory');
  if (dataDir !== undefined && first !== undefined && first !== 'demo') {
    throw new UsageError('--data-dir is where the demo keeps its database. It goes with --demo only.');
  }
  const url = text(values.url, '--url', 'an address, for example postgres://user@host/database');
  if (url !== undefined) return { kind: 'url', url };
  const meansEnvironment = first === undefined && dataDir === undefined && NAMES_A_DATABASE.some((name) => env[name]);
  if (first === 'environment' || meansEnvironment) return { kind: 'environment' };
  const profile = text(values.profile, '--profile', 'the name of a saved profile');
  if (profile !== undefined) return { kind: 'profile', name: profile };
  if (first === undefined && dataDir === undefined) return { kind: 'last' };
  return dataDir === undefined ? { kind: 'demo' } : { kind: 'demo', dataDir };
}

/** With `strict: false`, `parseArgs` reads an option without its value as `true`. */
function text(value: string | boolean | undefined, option: string, wanted: string): string | undefined {
  if (typeof value === 'boolean' || value === '') throw new UsageError(`${option} needs ${wanted} after it.`);
  return value;
}
