import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ConnectionOptions } from 'node:tls';
import { parse } from 'pg-connection-string';

/** TLS with libpq's meaning of `sslmode`. */
interface TlsSettings {
  readonly mode: 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
  readonly rootCertificate: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
}

/** Where a database is and how to sign in. Holds a secret: never logged, never sent to a viewer. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** null: `pg` looks into `.pgpass`. */
  readonly password: string | null;
  readonly tls: TlsSettings;
}

/** An input that a person has to correct; the message says how. */
export class InvalidTargetError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/**
 * Takes a connection URL apart; what it does not say comes from libpq's variables. `pg` is never given the URL itself:
 * its own reading lets `sslmode` override the TLS options beside it.
 * @throws InvalidTargetError when it is not a PostgreSQL URL; the message never quotes it
 */
export function targetFromUrl(url: string, env: Environment = process.env): ConnectionTarget {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new InvalidTargetError('The URL must begin with postgres:// or postgresql://.');
  }
  let parts: ReturnType<typeof parse>;
  let query: URLSearchParams;
  try {
    query = new URLSearchParams(url.split('?')[1] ?? '');
    // Without the query, so that the parser does not open certificate files by itself.
    parts = parse(url.split('?')[0] ?? '');
  } catch {
    throw new InvalidTargetError('The URL could not be read. Write it as postgres://user:password@host:5432/database.');
  }
  return target({
    ...env,
    ...defined({
      PGHOST: query.get('host') ?? parts.host,
      PGPORT: query.get('port') ?? parts.port,
      PGDATABASE: query.get('dbname') ?? parts.database,
      PGUSER: query.get('user') ?? parts.user,
      PGPASSWORD: query.get('password') ?? parts.password,
      PGSSLMODE: query.get('sslmode'),
      PGSSLROOTCERT: query.get('sslrootcert'),
      PGSSLCERT: query.get('sslcert'),
      PGSSLKEY: query.get('sslkey'),
    }),
  });
}

/** The database that libpq's variables (`PGHOST`, `PGDATABASE` …) name, with libpq's defaults. */
export function targetFromEnvironment(env: Environment = process.env): ConnectionTarget {
  return target(env);
}

/** The database in words, without credentials. */
export function describeTarget({ database, host, port }: ConnectionTarget): string {
  return host.startsWith('/') ? `${database} on this machine` : `${database} on ${host}:${port}`;
}

/** The `ssl` option of `pg` for a mode; `prefer` is tried with TLS first (see `connect.ts`). */
export function tlsOptions({ tls }: ConnectionTarget): ConnectionOptions | false {
  if (tls.mode === 'disable') return false;
  const verifies = tls.mode === 'verify-ca' || tls.mode === 'verify-full';
  return {
    rejectUnauthorized: verifies,
    ...(tls.rootCertificate ? { ca: readCertificate(tls.rootCertificate) } : {}),
    ...(tls.certificate ? { cert: readCertificate(tls.certificate) } : {}),
    ...(tls.key ? { key: readCertificate(tls.key) } : {}),
    // verify-ca asks who signed the certificate, not whose name it bears.
    ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

function target(env: Environment): ConnectionTarget {
  const user = env['PGUSER'] || userInfo().username;
  const host = env['PGHOST'] || 'localhost';
  const port = Number(env['PGPORT'] || 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidTargetError('The port must be a whole number from 1 to 65535.');
  }
  const wanted = env['PGSSLMODE'] || 'prefer';
  const mode = TLS_MODES.find((known) => known === (wanted === 'allow' ? 'prefer' : wanted));
  if (!mode) throw new InvalidTargetError(`sslmode must be one of ${TLS_MODES.join(', ')}.`);
  return {
    host,
    port,
    database: env['PGDATABASE'] || user,
    user,
    password: env['PGPASSWORD'] ?? null,
    tls: {
      // A socket on this machine carries no TLS.
      mode: host.startsWith('/') ? 'disable' : mode,
      rootCertificate: env['PGSSLROOTCERT'] || null,
      certificate: env['PGSSLCERT'] || null,
      key: env['PGSSLKEY'] || null,
    },
  };
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new InvalidTargetError(`The certificate file ${path} could not be read.`);
  }
}

function defined(values: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    ),
  );
}
