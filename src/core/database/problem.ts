import { withoutPasswords } from '../log.ts';
import { InvalidTargetError } from './settings.ts';
import { explainTls, refusesTls } from './tls-problem.ts';

/** A failure in a person's words. */
export interface Problem {
  readonly reason: string;
  /** True: trying again is useless until a person mends it. */
  readonly lasting: boolean;
  /** True: although lasting, it may be mended on the server without our doing (tables are created, a right is granted). */
  readonly review: boolean;
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

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: no server listens there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'the host name could not be found',
  EAI_AGAIN: 'the name server did not answer',
  ETIMEDOUT: 'the server did not answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

/** Says what an error of `pg`, of the network or of ours means. Never contains a password. */
export function explain(error: unknown): Problem {
  if (error instanceof UnusableDatabaseError) return { reason: error.message, lasting: true, review: true };
  if (error instanceof InvalidTargetError) return { reason: error.message, lasting: true, review: false };
  const code = errorCode(error);
  const about = code === '28000' ? explainClientCertificate(error) : explainTls(error);
  // A server may learn to speak TLS by itself; a certificate that is refused is for a person to look at.
  if (about !== null) return { reason: about, lasting: true, review: refusesTls(error) };
  const lasting = LASTING_STATES[code];
  if (lasting) return { reason: lasting, lasting: true, review: code === '42501' || code === '3D000' };
  const passing = PASSING_STATES[code] ?? SYSTEM_ERRORS[code];
  if (passing) return { reason: passing, lasting: false, review: true };
  const message = error instanceof Error && error.message ? error.message : 'unknown error';
  if (/^SASL|password must be a string/.test(message)) {
    return {
      reason: 'The server asks for a password and none was given. Set PGPASSWORD or .pgpass.',
      lasting: true,
      review: false,
    };
  }
  if (/^Connection terminated/.test(message)) return { reason: 'the connection was cut', lasting: false, review: true };
  if (message === 'timeout expired')
    return { reason: 'the server did not answer in time', lasting: false, review: true };
  return { reason: withoutPasswords(message), lasting: false, review: true };
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

/** The SQLSTATE, or the system's name of an error; empty where it has none. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
