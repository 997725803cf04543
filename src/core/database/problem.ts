import { errorCode, SYSTEM_ERRORS } from '#core/system-errors.ts';
import type { OfferedHostKey } from '#core/tunnel/host-keys.ts';
import { TunnelError, type TunnelErrorKind } from '#core/tunnel/tunnel-problem.ts';
import type { SecretKind } from '#shared/domain/profile.ts';
import { redact } from '../redaction.ts';
import { InvalidTargetError, MissingSecretError } from './settings.ts';
import { LockedKeyError } from './tls-files.ts';
import { explainTls, refusesTls } from './tls-problem.ts';

/** A failure in a person's words. */
export interface Problem {
  readonly reason: string;
  /** True: trying again is useless until a person mends it. */
  readonly lasting: boolean;
  /** True: although lasting, it may be mended on the server without our doing (tables are created, a right is granted). */
  readonly review: boolean;
  /** What a person is to be asked for: a secret, or whether to accept {@link hostKey}; null: nothing that helps. */
  readonly wants: SecretKind | 'host-key' | null;
  /** The host key of an SSH server that nobody knows yet; only with `wants: 'host-key'`. */
  readonly hostKey?: OfferedHostKey;
}

/** Thrown where the connected database lacks what the monitor needs. */
export class UnusableDatabaseError extends Error {}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const LASTING_STATES: Readonly<Record<string, string>> = {
  '28P01': 'The password was not accepted. Correct it and try again.',
  '28000': 'The server does not let this user sign in from here (pg_hba.conf). Ask its administrator.',
  '3D000': 'There is no database of this name on the server.',
  '42501': 'This user may not read the tables. GRANT SELECT on mazes, experiments and agent_actions is enough.',
};

const PASSING_STATES: Readonly<Record<string, string>> = {
  '57P01': 'the server closed the connection (it is shutting down, or an administrator ended it)',
  '57P02': 'the server crashed',
  '57P03': 'the server is starting up or shutting down',
  '53300': 'the server has no free connection slots',
  '57014': 'the server took too long to answer',
};

/** What a person has to mend before it is worth trying again: no server changes its mind about these by itself. */
const LASTING_TUNNEL: ReadonlySet<TunnelErrorKind> = new Set([
  'unknown-host-key',
  'changed-host-key',
  'revoked-host-key',
  'sign-in',
  'key-file',
  'no-agent',
]);

/** Says what an error of `pg`, of the network or of ours means. Never contains a password. */
export function explain(error: unknown): Problem {
  if (error instanceof TunnelError) return explainTunnel(error);
  if (error instanceof UnusableDatabaseError) return lasting(error.message, true);
  if (error instanceof InvalidTargetError) return lasting(error.message, false, secretWantedBy(error));
  const code = errorCode(error);
  const about = code === '28000' ? explainClientCertificate(error) : explainTls(error);
  // A server may learn to speak TLS by itself; a certificate that is refused is for a person to look at.
  if (about !== null) return lasting(about, refusesTls(error));
  const known = LASTING_STATES[code];
  if (known) return lasting(known, code === '42501' || code === '3D000', code === '28P01' ? 'password' : null);
  const reason = PASSING_STATES[code] ?? SYSTEM_ERRORS[code];
  if (reason) return passing(reason);
  const message = error instanceof Error && error.message ? error.message : 'unknown error';
  if (/^SASL|password must be a string/.test(message)) {
    return lasting(
      'The server asks for a password and none was given. Enter it, or put it into the password file (.pgpass).',
      false,
      'password',
    );
  }
  if (/^Connection terminated/.test(message)) return passing('the connection was cut');
  if (message === 'timeout expired') return passing('the server did not answer in time');
  return passing(redact(message));
}

function lasting(reason: string, review: boolean, wants: Problem['wants'] = null): Problem {
  return { reason, lasting: true, review, wants };
}

function passing(reason: string): Problem {
  return { reason, lasting: false, review: true, wants: null };
}

function explainTunnel({ message, kind, hop, wantsSecret, offered }: TunnelError): Problem {
  if (offered) return { ...lasting(message, false, 'host-key'), hostKey: offered };
  if (!LASTING_TUNNEL.has(kind)) return passing(message);
  return lasting(message, false, wantsSecret && hop !== 'database' ? hop : null);
}

function secretWantedBy(error: InvalidTargetError): SecretKind | null {
  if (error instanceof MissingSecretError) return error.kind;
  return error instanceof LockedKeyError ? 'keyPassphrase' : null;
}

// The server's own words, where they are in English.
function explainClientCertificate(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  if (/requires a valid client certificate/.test(message)) {
    return 'The server wants a client certificate that it can verify. Give its files with sslcert and sslkey.';
  }
  if (/certificate authentication failed/.test(message)) {
    return 'The client certificate is not for this user. Sign in as the user whose name it bears, or choose another.';
  }
  return null;
}
