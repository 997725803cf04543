import { join } from 'node:path';
import { type Environment, homeOf } from '#core/database/settings.ts';
import { type ConnectionTarget, targetFromSettings } from '#core/database/target.ts';
import type { ServerConnection } from '#shared/domain/profile.ts';

/** The secrets that are needed to connect; null where none is kept. */
export interface ConnectionSecrets {
  readonly password: string | null;
  readonly keyPassphrase: string | null;
}

/**
 * Where a profile leads to, by the same reading as a connection string. Of the variables only those count by which the
 * person's files are found: a saved profile means the same wherever the host was started from. Without a password the
 * password file is looked into.
 * @throws InvalidTargetError
 */
export function targetOfProfile(
  connection: ServerConnection,
  secrets: ConnectionSecrets,
  env: Environment = process.env,
): ConnectionTarget {
  const { HOME, APPDATA } = env;
  const { host, port, database, user, tls } = connection;
  const ofSystem = tls.authorities === null && tls.mode === 'verify-full' ? 'system' : null;
  const settings = {
    host,
    port: String(port),
    dbname: database,
    user,
    password: secrets.password,
    sslmode: tls.mode,
    sslrootcert: ofSystem ?? atHome(tls.authorities, env),
    sslcert: atHome(tls.certificate, env),
    sslkey: atHome(tls.key, env),
    sslpassword: secrets.keyPassphrase,
  };
  const said = new Map(
    Object.entries(settings).flatMap(([keyword, value]) => (value === null ? [] : [[keyword, value]])),
  );
  // The tunnel's place: where the host and port are connected to through it, the name stays for the certificate.
  return targetFromSettings(said, { HOME, APPDATA });
}

/** `~` is written by people and by profiles that are handed on; libpq's reading does not know it. */
function atHome(path: string | null, env: Environment): string | null {
  return path !== null && /^~[/\\]/.test(path) ? join(homeOf(env), path.slice(2)) : path;
}
