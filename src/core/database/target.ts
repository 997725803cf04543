import { userInfo } from 'node:os';
import type { TunnelSettings } from '#core/tunnel/settings.ts';
import { registerSecret } from '../redaction.ts';
import { readConnectionString } from './conninfo.ts';
import { defaultPassFile } from './pass-file.ts';
import { readService } from './service-file.ts';
import { type Environment, InvalidTargetError, type Settings, settingsFromEnvironment } from './settings.ts';
import { readTlsSettings, type TlsSettings } from './tls.ts';

/** Where a database is and how to sign in. Holds secrets: never logged, never sent to a viewer. */
export interface ConnectionTarget {
  /** A name, an address, or the folder of a socket on this machine. */
  readonly host: string;
  /** What is connected to instead of looking the host's name up; null: the name is looked up. */
  readonly address: string | null;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** null: the password file is looked into when the server asks. */
  readonly password: string | null;
  readonly passFile: string;
  /** Command-line options for the session, null for none. */
  readonly options: string | null;
  /** null: as long as seems sensible. */
  readonly connectTimeoutMs: number | null;
  /** Sign in only where both ends prove that nobody sits between them. */
  readonly channelBinding: boolean;
  readonly tls: TlsSettings;
  /** The SSH server through which it is reached, and looked up; null: it is reached from here. */
  readonly tunnel: TunnelSettings | null;
  /** Where the tables are; null: wherever they are found. */
  readonly schema: string | null;
}

/** Settings that ask for something which cannot be given: passing over them would be less than was asked for. */
const UNSUPPORTED: Readonly<Record<string, { readonly harmless: readonly string[]; readonly instead: string }>> = {
  target_session_attrs: { harmless: ['any'], instead: 'Name the one server to watch.' },
  gssencmode: { harmless: ['disable', 'prefer'], instead: 'Use TLS (sslmode).' },
  require_auth: { harmless: [], instead: 'Let the server ask for what you want (pg_hba.conf).' },
  requirepeer: { harmless: [], instead: 'Use TLS (sslmode=verify-full).' },
  sslcrldir: { harmless: [], instead: 'Put the lists into one file (sslcrl).' },
};

/**
 * Reads a connection string, a URL or `key=value` pairs, with libpq's meaning: what it does not say is taken from the
 * service that it or PGSERVICE names, then from libpq's variables, then from libpq's defaults. One default differs:
 * without a host it is `localhost`, not a socket.
 * @throws InvalidTargetError with a sentence that quotes no part of the string
 */
export function targetFromUrl(text: string, env: Environment = process.env): ConnectionTarget {
  return targetFromSettings(readConnectionString(text), env);
}

/**
 * The database that libpq's variables (`PGHOST`, `PGDATABASE`, `PGSERVICE` …) name, with libpq's defaults.
 * @throws InvalidTargetError
 */
export function targetFromEnvironment(env: Environment = process.env): ConnectionTarget {
  return targetFromSettings(new Map(), env);
}

/** The database in words, without credentials. */
export function describeTarget({ database, host, port, tunnel }: ConnectionTarget): string {
  const through = tunnel ? ` through ${tunnel.server.host}` : '';
  return isSocket(host) ? `${database} on this machine` : `${database} on ${host}:${port}${through}`;
}

/** True for the folder of a socket on this machine. */
export function isSocket(host: string): boolean {
  return host.startsWith('/');
}

/**
 * What is connected to, of settings that were read already.
 * @param env the variables of libpq that say what the settings do not
 * @throws InvalidTargetError
 */
export function targetFromSettings(said: Settings, env: Environment): ConnectionTarget {
  const service = said.get('service') ?? env['PGSERVICE'];
  const settings = new Map([
    ...settingsFromEnvironment(env),
    ...(service ? readService(service, env, said.get('servicefile')) : []),
    ...said,
  ]);
  // An empty value hides what a lower source says, and then means the default.
  const setting = (keyword: string) => settings.get(keyword) || null;
  for (const [keyword, { harmless, instead }] of Object.entries(UNSUPPORTED)) {
    const value = setting(keyword);
    if (value !== null && !harmless.includes(value)) {
      throw new InvalidTargetError(`What ${keyword} asks for is not supported. Leave it out. ${instead}`);
    }
  }
  const address = setting('hostaddr');
  const host = setting('host') ?? address ?? 'localhost';
  if (`${host}${address ?? ''}`.includes(',')) {
    throw new InvalidTargetError('Several hosts cannot be watched at once. Name one of them.');
  }
  registerSecret(setting('sslpassword'));
  const user = setting('user') ?? userInfo().username;
  return {
    host,
    address,
    port: readPort(setting('port')),
    database: setting('dbname') ?? user,
    user,
    password: registerSecret(setting('password')),
    passFile: setting('passfile') ?? defaultPassFile(env),
    options: setting('options'),
    connectTimeoutMs: readTimeout(setting('connect_timeout')),
    channelBinding:
      oneOf(['disable', 'prefer', 'require'], 'channel_binding', setting('channel_binding')) === 'require',
    tls: readTlsSettings(setting, {
      env,
      // A socket on this machine carries no TLS, whatever is asked for.
      isPossible: !isSocket(host),
      hasName: setting('host') !== null || address === null,
    }),
    tunnel: null,
    schema: null,
  };
}

function readPort(value: string | null): number {
  const port = Number(value ?? 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidTargetError('The port must be a whole number from 1 to 65535.');
  }
  return port;
}

function readTimeout(value: string | null): number | null {
  if (value === null) return null;
  const seconds = Number(value);
  if (!Number.isInteger(seconds)) throw new InvalidTargetError('connect_timeout must be a whole number of seconds.');
  // libpq waits for ever at 0; nobody wants that of a monitor.
  return seconds > 0 ? seconds * 1_000 : null;
}

function oneOf(known: readonly string[], keyword: string, value: string | null): string | null {
  if (value !== null && !known.includes(value)) {
    throw new InvalidTargetError(`${keyword} must be one of ${known.join(', ')}.`);
  }
  return value;
}
