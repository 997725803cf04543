import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { InvalidTargetError } from './settings.ts';

const BOUND = 'SCRAM-SHA-256-PLUS';

/** The connection inside a client of `pg`, as far as it is used here. */
export type Wire = EventEmitter & { readonly stream: Socket };

/**
 * Cuts a connection whose server asks for anything but a sign-in that is bound to its certificate: `pg` takes that way
 * where it is offered, and any other where it is not. To be called before `pg` listens, so that nothing is answered.
 * @returns what asks afterwards why the connection was cut, null when it was not
 */
export function requireChannelBinding(wire: Wire): () => InvalidTargetError | null {
  let isBound = false;
  let refusal: InvalidTargetError | null = null;
  const refuse = () => {
    refusal ??= new InvalidTargetError(
      'channel_binding=require was asked for, and this server does not offer it. It needs TLS and scram-sha-256.',
    );
    wire.stream.destroy(refusal);
  };
  wire.on('authenticationSASL', ({ mechanisms }: { mechanisms: readonly string[] }) => {
    isBound = mechanisms.includes(BOUND) && 'getPeerCertificate' in wire.stream;
    if (!isBound) refuse();
  });
  for (const other of ['authenticationCleartextPassword', 'authenticationMD5Password']) wire.on(other, refuse);
  wire.on('authenticationOk', () => {
    if (!isBound) refuse();
  });
  return () => refusal;
}
