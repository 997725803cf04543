import { createHash, createHmac } from 'node:crypto';

/** One key of one host, as a file has it. */
export interface KnownKey {
  readonly isRevoked: boolean;
  readonly keyType: string;
  readonly blob: Buffer;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What is known of a host. */
export interface KnownHost {
  /** The keys under its name and port. */
  readonly keys: readonly KnownKey[];
  /** The keys under its name alone, where its port is not SSH's own: a key that is right there is right here too. */
  readonly bareKeys: readonly KnownKey[];
}

/** How a host stands in a file: its name, or with another port than SSH's own `[name]:port`. */
export function nameOf(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** As OpenSSH shows it, `SHA256:…`. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a key says it has, such as `ssh-ed25519`; null for what is no key. */
export function typeOf(blob: Buffer): string | null {
  if (blob.length < 4) return null;
  const length = blob.readUInt32BE(0);
  if (length > 64 || blob.length < 4 + length) return null;
  const type = blob.toString('latin1', 4, 4 + length);
  return /^[\w@.-]+$/.test(type) ? type : null;
}

/**
 * The keys that a file has for a host, with OpenSSH's meaning (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). Authorities
 * (`@cert-authority`) and lines that make no sense are passed over.
 */
export function readKnownHost(text: string, file: string, host: string, port: number): KnownHost {
  const name = nameOf(host, port);
  const bare = nameOf(host, 22);
  const keys: KnownKey[] = [];
  const bareKeys: KnownKey[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : null;
    const [patterns = '', keyType = '', base64 = ''] = fields;
    if (patterns.startsWith('#') || (marker !== null && marker !== '@revoked')) continue;
    const blob = Buffer.from(base64, 'base64');
    if (typeOf(blob) !== keyType) continue;
    const key = { isRevoked: marker !== null, keyType, blob, file, line: index + 1 };
    if (isFor(patterns, name)) keys.push(key);
    else if (bare !== name && isFor(patterns, bare)) bareKeys.push(key);
  }
  return { keys, bareKeys };
}

function isFor(patterns: string, name: string): boolean {
  if (patterns.startsWith('|')) return isHashOf(patterns, name);
  let isMatched = false;
  for (const pattern of patterns.toLowerCase().split(',')) {
    const isNegated = pattern.startsWith('!');
    if (!matches(isNegated ? pattern.slice(1) : pattern, name)) continue;
    if (isNegated) return false;
    isMatched = true;
  }
  return isMatched;
}

function isHashOf(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split('|');
  if (version !== '1' || !salt || !hash) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` stands for any characters, `?` for one. Not a regular expression, which many stars could keep busy for long. */
function matches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < name.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      resume = position;
    } else if (wanted === '?' || wanted === name[position]) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
