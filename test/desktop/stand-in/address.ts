/**
 * Chromium knows nothing of `app://`: its pages are served to it as an https origin of the reserved kind, and main
 * sees the address it expects. `app://oriole/run/1` ↔ `https://oriole.app.stand-in/run/1`.
 */

const SUFFIX = '.stand-in';

/** The address of a custom scheme as Chromium gets it. http(s) and others stay as they are. */
export function toBrowser(address: string): string {
  const url = new URL(address);
  if (['http:', 'https:', 'about:', 'data:', 'blob:', 'file:'].includes(url.protocol)) {
    return address;
  }
  const scheme = url.protocol.slice(0, -1);
  return address.replace(`${scheme}://${url.host}`, `https://${url.host}.${scheme}${SUFFIX}`);
}

/** The address as main knows it, of an address in Chromium. */
export function toMain(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || !url.hostname.endsWith(SUFFIX)) {
    return address;
  }
  const parts = url.hostname.slice(0, -SUFFIX.length).split('.');
  const scheme = parts.pop() ?? '';
  return address.replace(url.origin, `${scheme}://${parts.join('.')}`);
}

/** What Electron's `frame.origin` would be for an address in Chromium. */
export function originInMain(address: string): string {
  const { origin } = new URL(address);
  return origin === 'null' ? origin : toMain(origin);
}
