import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';

/** The certificate is genuine, and somebody else's. */
export class WrongNameError extends Error {}

/**
 * Whether a certificate bears a host's name, as libpq sees it (`fe-secure-openssl.c`): the alternative names count; the
 * common name counts where none of them is of the host's kind, a name or an address; a `*` stands for a whole first
 * part.
 * @returns the error where it does not
 */
export function checkName(host: string, { subjectaltname, subject }: PeerCertificate): WrongNameError | undefined {
  const isAddress = isIP(host) !== 0;
  const alternatives = splitNames(subjectaltname ?? '');
  const names = alternatives.filter(({ kind }) => kind === 'DNS').map(({ value }) => value);
  const addresses = alternatives.filter(({ kind }) => kind === 'IP Address').map(({ value }) => value);
  // A certificate may bear several; its type says otherwise.
  const common: unknown = subject?.CN;
  const commonName =
    typeof common === 'string' ? [common] : Array.isArray(common) ? common.slice(0, 1).map(String) : [];
  const others = (isAddress ? addresses : names).length === 0 ? commonName : [];
  const isBorne =
    [...names, ...others].some((name) => matches(name, host)) ||
    (isAddress && addresses.some((address) => sameAddress(address, host)));
  if (isBorne) return undefined;
  const borne = [...names, ...addresses, ...others];
  const whose = borne.length === 0 ? 'no name at all' : `the name ${borne.slice(0, 3).join(', ')}`;
  return new WrongNameError(
    `The server's certificate bears ${whose}${borne.length > 3 ? ` and ${borne.length - 3} more` : ''}, not ${host}. ` +
      'Connect by a name that it bears, or ask for a certificate with this one.',
  );
}

/** `DNS:a, IP Address:127.0.0.1`; Node puts quotes around a value that could be mistaken for several. */
function splitNames(text: string): { kind: string; value: string }[] {
  return [...text.matchAll(/([^:,"\s][^:,"]*):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].flatMap(([, kind, value]) =>
    // Nothing that needs quotes is the name of a host.
    kind === undefined || value === undefined || value.startsWith('"') ? [] : [{ kind, value }],
  );
}

function matches(pattern: string, host: string): boolean {
  const [name, wanted] = [pattern.toLowerCase(), host.toLowerCase()];
  if (name === wanted) return true;
  if (!/^\*\../.test(name)) return false;
  const dot = wanted.indexOf('.');
  return dot > 0 && wanted.slice(dot) === name.slice(1);
}

function sameAddress(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

function canonical(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname : address;
}
