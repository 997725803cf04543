import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { fingerprintOf, type KnownKey, nameOf, readKnownHost, typeOf } from './known-hosts.ts';
import type { KnownHostsFiles } from './settings.ts';
import { readSmallFile } from './small-file.ts';

/** A file of known hosts that is larger is not looked into. */
const MOST_BYTES = 16 * 1024 * 1024;
/** What a host's name cannot contain without meaning something in a file of known hosts: other hosts, or another line. */
const MEANINGFUL = /[\s,*?!|#@"'[\]]|^$/;

/** Best first, as OpenSSH has them; `ssh-rsa`, which signs with SHA-1, is not among them. */
const ALGORITHMS: readonly (readonly [keyType: string, algorithms: readonly ServerHostKeyAlgorithm[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
];

/** A host key that a server has shown and nobody knows. The key itself stays inside: what is accepted is what was shown. */
export class OfferedHostKey {
  readonly host: string;
  readonly port: number;
  readonly keyType: string;
  /** `SHA256:…`, as OpenSSH shows it. */
  readonly fingerprint: string;
  readonly #blob: Buffer;

  constructor(host: string, port: number, blob: Buffer) {
    this.host = host;
    this.port = port;
    this.keyType = typeOf(blob) ?? 'unknown';
    this.fingerprint = fingerprintOf(blob);
    this.#blob = Buffer.from(blob);
  }

  /** As a line of a file of known hosts. */
  line(): string {
    return `${nameOf(this.host, this.port)} ${this.keyType} ${this.#blob.toString('base64')}`;
  }
}

/** What is to be thought of a key that a server shows. */
export type Judgement =
  | { readonly is: 'known' }
  | { readonly is: 'revoked' | 'changed'; readonly known: KnownKey }
  /** @property otherTypes of the keys by which the host is known */
  | { readonly is: 'unknown'; readonly otherTypes: readonly string[] };

/** What all files together know of one host. */
export class HostKeys {
  readonly #keys: readonly KnownKey[];
  readonly #bareKeys: readonly KnownKey[];

  private constructor(keys: readonly KnownKey[], bareKeys: readonly KnownKey[]) {
    this.#keys = keys;
    this.#bareKeys = bareKeys;
  }

  /** A file that is absent or cannot be read knows nothing, as with OpenSSH. */
  static async read(files: KnownHostsFiles, host: string, port: number): Promise<HostKeys> {
    const found = await Promise.all(
      [files.own, ...files.others].map(async (file) => {
        const text = await readSmallFile(file, MOST_BYTES).then(
          ({ bytes }) => bytes.toString('utf8'),
          () => '',
        );
        return readKnownHost(text, file, host, port);
      }),
    );
    return new HostKeys(
      found.flatMap(({ keys }) => keys),
      found.flatMap(({ bareKeys }) => bareKeys),
    );
  }

  /**
   * What the server may show, best first, after the types by which it is known: else a second key of a known host would
   * look like a stranger's.
   */
  algorithms(): ServerHostKeyAlgorithm[] {
    const known = [...this.#keys, ...this.#bareKeys].filter(({ isRevoked }) => !isRevoked);
    const isKnown = (type: string) => known.some(({ keyType }) => keyType === type);
    const inOrder = [...ALGORITHMS].sort(([one], [other]) => Number(isKnown(other)) - Number(isKnown(one)));
    return inOrder.flatMap(([, algorithms]) => algorithms);
  }

  /** OpenSSH's order: a revoked key is never accepted, and one right key is enough. */
  judge(blob: Buffer): Judgement {
    const all = [...this.#keys, ...this.#bareKeys];
    const same = all.filter((key) => key.blob.equals(blob));
    const revoked = same.find(({ isRevoked }) => isRevoked);
    if (revoked) return { is: 'revoked', known: revoked };
    if (same.length > 0) return { is: 'known' };
    const valid = this.#keys.filter(({ isRevoked }) => !isRevoked);
    const changed = valid.find(({ keyType }) => keyType === typeOf(blob));
    if (changed) return { is: 'changed', known: changed };
    return { is: 'unknown', otherTypes: [...new Set(valid.map(({ keyType }) => keyType))] };
  }
}

/** False for what would stand for other hosts in a file of known hosts. */
export function isHostName(host: string): boolean {
  return !MEANINGFUL.test(host);
}

/**
 * Adds a key that a person has accepted to our own file of known hosts, which is made where it is missing.
 * @param offered as the refusal carried it
 * @param file the `own` one of the tunnel's settings
 */
export async function acceptHostKey(offered: OfferedHostKey, file: string): Promise<void> {
  if (!isHostName(offered.host)) throw new Error('this host has no name that can be kept');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const text = await handle.readFile('utf8');
    if (text.split('\n').includes(offered.line())) return;
    const isOpenEnded = text !== '' && !text.endsWith('\n');
    await handle.appendFile(`${isOpenEnded ? '\n' : ''}${offered.line()}\n`);
  } finally {
    await handle.close();
  }
}
