import { WrongNameError } from './server-name.ts';

/** TLS was begun, and could not be agreed on. The message is a sentence for a person. */
export class TlsHandshakeError extends Error {}

/** The server answered that it speaks no TLS. */
export function refusesTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL');
}

// Names of https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/ as Node spells them.
const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    "The server's certificate has expired. Ask its administrator to renew it; check this machine's clock.",
  CERT_NOT_YET_VALID:
    "The server's certificate is not yet valid. Check this machine's clock, and ask the server's administrator.",
  CERT_REVOKED: "The server's certificate was revoked by its authority. Ask its administrator for a new one.",
  UNABLE_TO_GET_CRL:
    'The list of revoked certificates does not cover the authority that signed the certificate. Correct the file of sslcrl (root.crl).',
  CRL_HAS_EXPIRED:
    'The list of revoked certificates is out of date. Get a new one from its authority (sslcrl, root.crl).',
  INVALID_PURPOSE: "The server's certificate is not one for servers. Ask its administrator for another.",
};

/** Each means that nobody who is trusted vouches for the certificate. */
const UNKNOWN_ISSUER = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/**
 * What an error of TLS means, as a sentence with what to do.
 * @returns null for an error of something else
 */
export function explainTls(error: unknown): string | null {
  if (error instanceof WrongNameError || error instanceof TlsHandshakeError) return error.message;
  if (refusesTls(error)) {
    return 'The server speaks no TLS, and sslmode asks for it. Switch TLS on there (ssl = on), or choose another sslmode.';
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : '';
  const known = CERTIFICATE[code];
  if (known !== undefined) return known;
  if (UNKNOWN_ISSUER.has(code)) {
    const who = code === 'DEPTH_ZERO_SELF_SIGNED_CERT' ? 'is signed by itself' : 'is signed by an unknown authority';
    return `The server's certificate ${who}. Choose the file of the authority's certificate with sslrootcert.`;
  }
  if (!/^(ERR_SSL|ERR_TLS|ERR_OSSL|EPROTO)|^CERT|certificate/i.test(`${code} ${message}`)) return null;
  if (
    /alert.*certificate.required|peer did not return a certificate/i.test(`${code} ${message}`.replaceAll('_', ' '))
  ) {
    return 'The server wants a client certificate. Give its files with sslcert and sslkey.';
  }
  if (
    /alert.*(unknown ca|bad certificate|certificate (unknown|expired|revoked))/i.test(
      `${code} ${message}`.replaceAll('_', ' '),
    )
  ) {
    return 'The server does not accept the client certificate. Choose another with sslcert and sslkey.';
  }
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|wrong version/i.test(`${code} ${message}`)) {
    return 'The server and this program have no version of TLS in common. Allow TLS 1.2 or 1.3 on the server.';
  }
  return `TLS could not be agreed on with the server (${message.split('\n')[0]}). Ask its administrator.`;
}
