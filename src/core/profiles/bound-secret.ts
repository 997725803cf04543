import { z } from 'zod';
import { isFor } from '#shared/domain/kept-secret.ts';
import { type SecretKind, type ServerConnection, serverConnectionSchema } from '#shared/domain/profile.ts';

const bound = z.object({ secret: z.string(), for: serverConnectionSchema });

/**
 * A secret together with the connection that it was given for. A profile's host can be changed by whoever may write the
 * profiles' file, or by a page that was taken over; its password does not go to the new one.
 */
export function bind(secret: string, connection: ServerConnection): string {
  return JSON.stringify({ secret, for: connection });
}

/** The secret, if it was given for such a connection; null otherwise. */
export function unbind(kept: string, kind: SecretKind, connection: ServerConnection): string | null {
  const read = bound.safeParse(parse(kept));
  return read.success && isFor(kind, read.data.for, connection) ? read.data.secret : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
