import { PROFILE_TLS_MODES, type SecretKind, type ServerConnection, type TunnelHop } from './profile.ts';

/**
 * True where a secret that was given for one connection may be sent by another: to the same server, over the same way, as
 * the same user, and with no less protection. Otherwise whoever changes a profile's host would be given its password.
 */
export function isFor(kind: SecretKind, given: ServerConnection, now: ServerConnection): boolean {
  switch (kind) {
    case 'password':
      return (
        given.host === now.host &&
        given.port === now.port &&
        given.user === now.user &&
        sameWay(given, now) &&
        isNoWeaker(given.tls, now.tls)
      );
    case 'keyPassphrase':
      return given.tls.key === now.tls.key && given.tls.certificate === now.tls.certificate;
    case 'tunnel':
      return sameSignIn(given.tunnel?.server, now.tunnel?.server) && sameHop(given.tunnel?.jump, now.tunnel?.jump);
    case 'jump':
      return sameSignIn(given.tunnel?.jump, now.tunnel?.jump);
  }
}

type Hop = TunnelHop | null | undefined;

function sameWay(given: ServerConnection, now: ServerConnection): boolean {
  return sameHop(given.tunnel?.server, now.tunnel?.server) && sameHop(given.tunnel?.jump, now.tunnel?.jump);
}

function sameHop(given: Hop, now: Hop): boolean {
  return given?.host === now?.host && given?.port === now?.port;
}

function sameSignIn(given: Hop, now: Hop): boolean {
  return sameHop(given, now) && given?.user === now?.user && given?.way === now?.way && given?.keyFile === now?.keyFile;
}

function isNoWeaker(given: ServerConnection['tls'], now: ServerConnection['tls']): boolean {
  const rank = (tls: ServerConnection['tls']) => PROFILE_TLS_MODES.indexOf(tls.mode);
  // Another authority may vouch for another server.
  return rank(now) >= rank(given) && (given.authorities === now.authorities || rank(now) > rank(given));
}
