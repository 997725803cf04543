import { errorCode, SYSTEM_ERRORS } from '#core/system-errors.ts';
import type { TunnelHop } from '#shared/domain/profile.ts';
import type { Judgement, OfferedHostKey } from './host-keys.ts';
import { fingerprintOf } from './known-hosts.ts';
import type { HopName } from './settings.ts';

export type TunnelErrorKind =
  | 'unknown-host-key'
  | 'changed-host-key'
  | 'revoked-host-key'
  | 'sign-in'
  | 'unreachable'
  | 'refused-forward'
  | 'lost'
  | 'key-file'
  | 'no-agent';

/** Why there is no tunnel, or none any more. The message is a sentence for a person and contains no secret. */
export class TunnelError extends Error {
  readonly kind: TunnelErrorKind;
  /** Which SSH server it is about; `database`: both are well, and what lies behind them is not. */
  readonly hop: HopName | 'database';
  /** True where another secret of this hop may mend it: none was given, or it was not accepted. */
  readonly wantsSecret: boolean;
  /** The key that a person may accept; null but for `unknown-host-key`. */
  readonly offered: OfferedHostKey | null;

  constructor(
    kind: TunnelErrorKind,
    hop: HopName | 'database',
    message: string,
    more: { readonly wantsSecret?: boolean; readonly offered?: OfferedHostKey } = {},
  ) {
    super(message);
    this.name = 'TunnelError';
    this.kind = kind;
    this.hop = hop;
    this.wantsSecret = more.wantsSecret ?? false;
    this.offered = more.offered ?? null;
  }
}

/** One SSH server, and which one it is: what errors are about. */
export interface NamedHop {
  readonly name: HopName;
  readonly at: TunnelHop;
}

/** The server in words: `the SSH server bastion.example`. */
function describeHop({ name, at }: NamedHop): string {
  const role = name === 'jump' ? 'jump host' : 'SSH server';
  return `the ${role} ${at.host}${at.port === 22 ? '' : `:${at.port}`}`;
}

/** The same at the beginning of a sentence. */
export function describeHopFirst(hop: NamedHop): string {
  const words = describeHop(hop);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The refusal of a host key; null for one that is known. */
export function refuseHostKey(hop: NamedHop, judgement: Judgement, offered: OfferedHostKey): TunnelError | null {
  const { keyType, fingerprint } = offered;
  const server = describeHopFirst(hop);
  switch (judgement.is) {
    case 'known':
      return null;
    case 'revoked':
      return new TunnelError(
        'revoked-host-key',
        hop.name,
        `${server} shows a key that was revoked: ${keyType} ${fingerprint} (${judgement.known.file}, line ${judgement.known.line}). Whoever answers there may not be that server. Ask its administrator.`,
      );
    case 'changed': {
      const { known } = judgement;
      return new TunnelError(
        'changed-host-key',
        hop.name,
        `${server} shows another key than the known one: ${keyType} ${fingerprint} instead of ${fingerprintOf(known.blob)} (${known.file}, line ${known.line}). Somebody may sit in between. Ask its administrator; where the new key is right, remove that line.`,
      );
    }
    case 'unknown': {
      const others =
        judgement.otherTypes.length === 0 ? '' : `, only by keys of other types (${judgement.otherTypes.join(', ')})`;
      return new TunnelError(
        'unknown-host-key',
        hop.name,
        `${server} is not known yet by the key that it shows${others}: ${keyType} ${fingerprint}. Compare it with what its administrator says, and accept it where it is the same.`,
        { offered },
      );
    }
  }
}

/** There is no connection to an SSH server. Quotes nothing but the network's own errors. */
export function unreachable(hop: NamedHop, error: unknown): TunnelError {
  const why = SYSTEM_ERRORS[errorCode(error)] ?? 'the connection could not be made';
  return new TunnelError(
    'unreachable',
    hop.name,
    `${describeHopFirst(hop)} could not be reached: ${why}. Check its host and port, and the firewalls in between.`,
  );
}

/** Something answers, and not as an SSH server does, or not as one that this program can talk with. */
export function noAgreement(hop: NamedHop, error: unknown): TunnelError {
  const message = error instanceof Error ? error.message : '';
  const sentence = /no matching/i.test(message)
    ? `${describeHopFirst(hop)} and this program have no way of encrypting in common. Ask its administrator for a newer version of it.`
    : `What answers at ${hop.at.host}:${hop.at.port} broke off before SSH was agreed on. Check that an SSH server listens there, and that it lets this machine in.`;
  return new TunnelError('unreachable', hop.name, sentence);
}

/** Nothing came for too long. */
export function tooSlow(hop: NamedHop): TunnelError {
  return new TunnelError(
    'unreachable',
    hop.name,
    `${describeHopFirst(hop)} did not answer in time. Check its host and port, and the firewalls in between.`,
  );
}

/** The connection to an SSH server that was there is gone. */
export function lost(hop: NamedHop): TunnelError {
  return new TunnelError(
    'lost',
    hop.name,
    `The connection to ${describeHop(hop)} was lost. Check the network, and that the server is running.`,
  );
}

// https://www.rfc-editor.org/rfc/rfc4254#section-5.1: SSH_OPEN_ADMINISTRATIVELY_PROHIBITED.
const PROHIBITED = 1;

/**
 * An SSH server did not lead on.
 * @param to the next SSH server; null: the database
 * @param error of the library, with the reason that the server gave
 */
export function noWayOn(hop: NamedHop, to: NamedHop | null, where: string, error: unknown): TunnelError {
  const isProhibited = error instanceof Error && 'reason' in error && error.reason === PROHIBITED;
  if (isProhibited) {
    return new TunnelError(
      'refused-forward',
      hop.name,
      `${describeHopFirst(hop)} does not let ${hop.at.user} reach ${where} through it. Ask its administrator (AllowTcpForwarding, PermitOpen).`,
    );
  }
  const what = to ? describeHop(to) : `the database at ${where}`;
  return new TunnelError(
    'unreachable',
    to?.name ?? 'database',
    `${describeHopFirst(hop)} could not reach ${what}: nothing listens there, or the name is unknown there. Check host and port as that server sees them.`,
  );
}
