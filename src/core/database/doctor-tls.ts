import type { TLSSocket } from 'node:tls';
import { type Finding, failed, ok, warning } from './findings.ts';
import type { TlsSettings, Verification } from './tls.ts';

/** So many days before its end, a certificate is worth a word. */
const SOON_DAYS = 14;
const DAY_MS = 24 * 3_600_000;

/** How a connection is encrypted, and what the server's certificate says. */
export interface Encryption {
  readonly version: string;
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
  readonly looked: Verification;
  /** From the server's first answer to the agreement, milliseconds. */
  readonly ms: number;
}

/** Nothing leaves this machine, or nothing but through SSH; null: others may read along. */
export type Shelter = 'machine' | 'tunnel' | null;

/** Reads a connection that was just agreed on. */
export function readEncryption(socket: TLSSocket, looked: Verification): Omit<Encryption, 'ms'> {
  const { subject, issuer, subjectaltname, valid_to } = socket.getPeerCertificate();
  return {
    version: socket.getProtocol() ?? 'TLS',
    subject: nameOf(subject?.CN) ?? nameOf(subjectaltname) ?? 'nobody in particular',
    issuer: nameOf(issuer?.CN) ?? nameOf(issuer?.O) ?? 'nobody in particular',
    ends: Date.parse(valid_to ?? ''),
    looked,
  };
}

/**
 * @param setback why TLS is not used although it was preferred, null where that is not so
 * @param shelter what protects a connection without TLS
 */
export function judgeEncryption(
  encryption: Encryption | null,
  { mode }: TlsSettings,
  setback: unknown,
  shelter: Shelter,
): Finding {
  if (encryption) return judgeCertificate(encryption, mode);
  if (setback !== null) {
    const { sentence, advice } = failed(setback, 'Ask the administrator of the server.');
    return warning(
      `Not used: sslmode=${mode} went on without it. ${sentence}`,
      `${advice} sslmode=require insists on TLS.`,
    );
  }
  if (mode === 'disable') return ok('Not used, as asked for (sslmode=disable, or a socket).');
  if (mode === 'allow') return ok('Not used: the server lets us in without it (sslmode=allow).');
  if (shelter === 'machine') return ok('Not used: the server speaks no TLS. Nothing leaves this machine.');
  if (shelter === 'tunnel')
    return ok("Not used: the server speaks no TLS. The SSH connection ends on the server's machine.");
  return warning(
    'Not used: the server speaks no TLS, so others on the network can read along.',
    'Switch TLS on at the server (ssl = on), and insist on it with sslmode=verify-full.',
  );
}

function judgeCertificate({ version, subject, issuer, ends, looked }: Encryption, mode: string): Finding {
  const day = Number.isNaN(ends) ? 'an unknown day' : new Date(ends).toISOString().slice(0, 10);
  const verified =
    looked === 'none'
      ? `not verified (sslmode=${mode})`
      : looked === 'authority'
        ? 'its authority was verified, its name was not'
        : 'authority and name were verified';
  const sentence = `${version}; certificate of ${subject}, issued by ${issuer}, valid until ${day}; ${verified}.`;
  const left = Math.floor((ends - Date.now()) / DAY_MS);
  if (left >= SOON_DAYS || Number.isNaN(left)) return ok(sentence);
  return left < 0
    ? warning(`${sentence} It has expired.`, 'Ask the administrator of the server to renew it.')
    : warning(`${sentence} It ends in ${left} days.`, 'Ask the administrator of the server to renew it in time.');
}

// A certificate may hold several of a kind, and what nobody may put on a terminal.
function nameOf(value: unknown): string | null {
  const text = Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : '';
  const clean = text.replace(/\p{Cc}/gu, '').slice(0, 100);
  return clean === '' ? null : clean;
}
