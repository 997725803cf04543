import { join } from 'node:path';
import type { ConnectionOptions, SecureVersion } from 'node:tls';
import { checkName } from './server-name.ts';
import { type Environment, InvalidTargetError, personalFolder } from './settings.ts';
import { readAuthorities, readIdentity, readRevoked } from './tls-files.ts';

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type TlsMode = (typeof MODES)[number];

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** A file that was named, or the one where libpq looks; a default one may be absent. */
export interface TlsFile {
  readonly path: string;
  readonly isNamed: boolean;
}

/** TLS with libpq's meaning (https://www.postgresql.org/docs/current/libpq-ssl.html). Files are read at each connect. */
export interface TlsSettings {
  readonly mode: TlsMode;
  /** TLS from the first byte, without asking the server for it. */
  readonly direct: boolean;
  readonly authorities: TlsFile | 'system';
  readonly revoked: TlsFile;
  /** null: none is shown, though there may be one. */
  readonly certificate: TlsFile | null;
  readonly key: TlsFile;
  readonly passphrase: string | null;
  readonly least: SecureVersion;
  readonly most: SecureVersion | null;
}

/**
 * Reads what the settings say of TLS.
 * @param isPossible false for a socket on this machine, which carries no TLS whatever is asked for
 * @param hasName false where only an address was given, so that there is no name to look for in a certificate
 * @throws InvalidTargetError for values that do not exist, or do not go together
 */
export function readTlsSettings(
  setting: (keyword: string) => string | null,
  where: { readonly env: Environment; readonly isPossible: boolean; readonly hasName: boolean },
): TlsSettings {
  const folder = personalFolder(where.env);
  const file = (keyword: string, name: string): TlsFile => {
    const named = setting(keyword);
    return { path: named ?? join(folder, name), isNamed: named !== null };
  };
  const isSystem = setting('sslrootcert') === 'system';
  const mode = oneOf(MODES, 'sslmode', setting('sslmode')) ?? (isSystem ? 'verify-full' : 'prefer');
  if (isSystem && mode !== 'verify-full') {
    throw new InvalidTargetError(
      `sslrootcert=system trusts whoever any authority knows, so the name must be looked at too: sslmode=${mode} is too weak. Use sslmode=verify-full.`,
    );
  }
  const direct = oneOf(['postgres', 'direct'], 'sslnegotiation', setting('sslnegotiation')) === 'direct';
  if (direct && !demands(mode)) {
    throw new InvalidTargetError(`sslnegotiation=direct needs TLS, and sslmode=${mode} does not. Use sslmode=require.`);
  }
  if (mode === 'verify-full' && !where.hasName) {
    throw new InvalidTargetError('sslmode=verify-full needs the name of the host, not only hostaddr. Add host=….');
  }
  const certificates = oneOf(['disable', 'allow', 'require'], 'sslcertmode', setting('sslcertmode'));
  if (certificates === 'require') {
    throw new InvalidTargetError('sslcertmode=require is not supported. Leave it out: the server decides.');
  }
  return {
    mode: where.isPossible ? mode : 'disable',
    direct: direct && where.isPossible,
    authorities: isSystem ? 'system' : file('sslrootcert', 'root.crt'),
    revoked: file('sslcrl', 'root.crl'),
    certificate: certificates === 'disable' ? null : file('sslcert', 'postgresql.crt'),
    key: file('sslkey', 'postgresql.key'),
    passphrase: setting('sslpassword'),
    least: oneOf(VERSIONS, 'ssl_min_protocol_version', setting('ssl_min_protocol_version')) ?? 'TLSv1.2',
    most: oneOf(VERSIONS, 'ssl_max_protocol_version', setting('ssl_max_protocol_version')),
  };
}

/** True where a connection without TLS will not do. */
function demands(mode: TlsMode): boolean {
  return mode === 'require' || mode === 'verify-ca' || mode === 'verify-full';
}

/** The ways in which a connection is tried, first to last: true is with TLS. */
export function waysOf(mode: TlsMode): readonly boolean[] {
  if (mode === 'disable') return [false];
  if (mode === 'allow') return [false, true];
  return mode === 'prefer' ? [true, false] : [true];
}

/** How the other end's certificate was looked at. */
export type Verification = 'none' | 'authority' | 'authority and name';

/**
 * The options of a TLS connection. As with libpq a certificate is verified in every mode as soon as there is a file of
 * authorities to verify it with: `require` behaves as `verify-ca` then.
 * @param host the name to find in the certificate
 * @throws TlsFileError for a file that cannot be used
 * @throws InvalidTargetError for a named file that is not there: libpq goes on without it, and then verifies less than
 *   was asked for
 */
export function tlsOptions(settings: TlsSettings, host: string): { options: ConnectionOptions; looked: Verification } {
  const { mode, authorities, certificate, least, most } = settings;
  const ca = readAuthorities(authorities, mode === 'verify-ca' || mode === 'verify-full');
  const crl = ca && authorities !== 'system' ? readRevoked(settings.revoked) : null;
  const isNamed = mode === 'verify-full';
  return {
    looked: ca === null ? 'none' : isNamed ? 'authority and name' : 'authority',
    options: {
      ...(ca === null ? { rejectUnauthorized: false } : { rejectUnauthorized: true, ca: [...ca] }),
      ...(crl === null ? {} : { crl }),
      ...(certificate === null ? {} : readIdentity(certificate, settings.key, settings.passphrase)),
      // Authorities say who signed the certificate; whose name it bears is asked with verify-full only.
      checkServerIdentity: (_, presented) => (isNamed ? checkName(host, presented) : undefined),
      servername: isAddress(host) ? '' : host,
      minVersion: least,
      ...(most === null ? {} : { maxVersion: most }),
    },
  };
}

function isAddress(host: string): boolean {
  return /^[\d.]*$/.test(host) || host.includes(':');
}

function oneOf<const Known extends string>(
  known: readonly Known[],
  keyword: string,
  value: string | null,
): Known | null {
  if (value === null) return null;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new InvalidTargetError(`${keyword} must be one of ${known.join(', ')}.`);
  return found;
}
