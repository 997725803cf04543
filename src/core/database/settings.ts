import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SecretKind } from '#shared/domain/profile.ts';

/** An input that a person has to correct; the message says how. It never quotes a password. */
export class InvalidTargetError extends Error {}

/** A secret is needed that is not there, or cannot be read; whoever asks a person for it can go on. */
export class MissingSecretError extends InvalidTargetError {
  readonly kind: SecretKind;

  constructor(kind: SecretKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The variables that a connection may be described by. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What one source says of a connection, by libpq's keywords. */
export type Settings = ReadonlyMap<string, string>;

/**
 * libpq's keywords, each with its variable where it has one
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
 */
const KEYWORDS: ReadonlyMap<string, string | null> = new Map([
  ['host', 'PGHOST'],
  ['hostaddr', 'PGHOSTADDR'],
  ['port', 'PGPORT'],
  ['dbname', 'PGDATABASE'],
  ['user', 'PGUSER'],
  ['password', 'PGPASSWORD'],
  ['passfile', 'PGPASSFILE'],
  ['options', 'PGOPTIONS'],
  ['connect_timeout', 'PGCONNECT_TIMEOUT'],
  ['channel_binding', 'PGCHANNELBINDING'],
  ['require_auth', 'PGREQUIREAUTH'],
  ['requirepeer', 'PGREQUIREPEER'],
  ['target_session_attrs', 'PGTARGETSESSIONATTRS'],
  ['sslmode', 'PGSSLMODE'],
  ['sslnegotiation', 'PGSSLNEGOTIATION'],
  ['sslrootcert', 'PGSSLROOTCERT'],
  ['sslcert', 'PGSSLCERT'],
  ['sslcertmode', 'PGSSLCERTMODE'],
  ['sslkey', 'PGSSLKEY'],
  ['sslpassword', null],
  ['sslcrl', 'PGSSLCRL'],
  ['sslcrldir', 'PGSSLCRLDIR'],
  ['ssl_min_protocol_version', 'PGSSLMINPROTOCOLVERSION'],
  ['ssl_max_protocol_version', 'PGSSLMAXPROTOCOLVERSION'],
  ['gssencmode', 'PGGSSENCMODE'],
  ...[
    'service servicefile application_name fallback_application_name client_encoding replication load_balance_hosts',
    'keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout sslcompression sslsni',
    'sslkeylogfile krbsrvname gsslib gssdelegation min_protocol_version max_protocol_version scram_client_key',
    'scram_server_key oauth_issuer oauth_client_id oauth_client_secret oauth_scope',
  ].flatMap((line) => line.split(' ').map((keyword): [string, null] => [keyword, null])),
]);

/** True for a setting that libpq knows, whether or not it means anything here. */
export function isKeyword(name: string): boolean {
  return KEYWORDS.has(name);
}

/** What libpq's variables say. */
export function settingsFromEnvironment(env: Environment): Settings {
  const settings = new Map<string, string>();
  for (const [keyword, variable] of KEYWORDS) {
    const value = variable === null ? undefined : env[variable];
    if (value !== undefined) settings.set(keyword, value);
  }
  if (!settings.has('sslmode') && env['PGREQUIRESSL']?.startsWith('1')) settings.set('sslmode', 'require');
  return settings;
}

/** The person's home, as libpq finds it. */
export function homeOf(env: Environment): string {
  return env['HOME'] || homedir();
}

/** Where libpq looks for a person's certificates, and on Windows for everything of theirs. */
export function personalFolder(env: Environment): string {
  return process.platform === 'win32'
    ? join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'postgresql')
    : join(homeOf(env), '.postgresql');
}
