import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import tls from 'node:tls';
import { InvalidTargetError } from './settings.ts';
import type { TlsFile } from './tls.ts';

/** Everything but reading and writing by its owner. */
const OTHERS = 0o077;
/** The same for a file of root's, which a group may read. */
const OTHERS_OF_ROOT = 0o037;
/** A system's list of all authorities has some 250 kB. */
const MOST_BYTES = 4 * 1024 * 1024;
const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** A file that TLS needs is there and cannot be used. To libpq that is a failure of TLS, as a bad certificate is. */
export class TlsFileError extends InvalidTargetError {}

/** A private key is locked, and the passphrase is missing or another one. */
export class LockedKeyError extends TlsFileError {}

/**
 * The certificates of the authorities that are trusted; null where there are none and none are needed.
 * @param areNeeded a connection whose certificate is not verified will not do
 * @throws InvalidTargetError, TlsFileError
 */
export function readAuthorities(file: TlsFile | 'system', areNeeded: boolean): readonly string[] | null {
  if (file === 'system') {
    const known = tls.getCACertificates('system');
    if (known.length > 0) return known;
    throw new TlsFileError('This system has no list of authorities. Choose a file of certificates with sslrootcert.');
  }
  const text = readPresent(file, 'sslrootcert');
  if (text !== null) return certificatesIn(text, file.path);
  if (!areNeeded) return null;
  throw new InvalidTargetError(
    `There is no file of certificates to verify the server's with (${file.path}). Choose one with sslrootcert, or the system's with sslrootcert=system.`,
  );
}

/** The list of certificates that were revoked; null where there is none. */
export function readRevoked(file: TlsFile): string | null {
  return readPresent(file, 'sslcrl');
}

/**
 * The client's certificate and its key; nothing where there is none.
 * @throws InvalidTargetError, TlsFileError
 */
export function readIdentity(
  certificate: TlsFile,
  keyFile: TlsFile,
  passphrase: string | null,
): { cert?: string; key?: string | Buffer } {
  const cert = readPresent(certificate, 'sslcert');
  if (cert === null) return {};
  const [own] = certificatesIn(cert, certificate.path);
  const info = statOf(keyFile.path);
  if (info === null) {
    throw new TlsFileError(
      `There is a client certificate (${certificate.path}), but not its private key ${keyFile.path}. Choose the file with sslkey.`,
    );
  }
  if (process.platform !== 'win32' && (info.mode & (info.uid === 0 ? OTHERS_OF_ROOT : OTHERS)) !== 0) {
    throw new TlsFileError(`Others may read the private key ${keyFile.path}, so it is not used: chmod 600 it.`);
  }
  const key = openKey(read(keyFile.path, 'private key'), keyFile.path, passphrase);
  if (!new X509Certificate(own ?? '').checkPrivateKey(key)) {
    throw new TlsFileError(`The private key ${keyFile.path} is not the one of the certificate ${certificate.path}.`);
  }
  return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) };
}

function openKey(text: string, path: string, passphrase: string | null): KeyObject {
  try {
    return createPrivateKey({ key: text, ...(passphrase === null ? {} : { passphrase }) });
  } catch {
    if (!/ENCRYPTED/.test(text))
      throw new TlsFileError(`The file ${path} holds no private key that can be read (PEM).`);
    throw new LockedKeyError(
      passphrase === null
        ? `The private key ${path} is locked with a passphrase. Give it with sslpassword.`
        : `The passphrase (sslpassword) does not open the private key ${path}.`,
    );
  }
}

function certificatesIn(text: string, path: string): readonly string[] {
  try {
    const blocks = (text.match(BLOCK) ?? []).map((block) => block.replace(/(TRUSTED|X509) /g, ''));
    for (const block of blocks) new X509Certificate(block);
    if (blocks.length > 0) return blocks;
  } catch {
    // Said below.
  }
  throw new TlsFileError(`The file ${path} holds no certificate that can be read (PEM).`);
}

/** null for a default file that is not there. */
function readPresent(file: TlsFile, keyword: string): string | null {
  if (statOf(file.path) !== null) return read(file.path, 'certificate file');
  if (!file.isNamed) return null;
  throw new InvalidTargetError(`The certificate file ${file.path} is not there. Correct ${keyword}.`);
}

function read(path: string, what: string): string {
  const info = statOf(path);
  // Reading a pipe would wait for ever, and a device would never end.
  if (info !== null && !info.isFile()) throw new TlsFileError(`The ${what} ${path} is not a plain file.`);
  if (info !== null && info.size > MOST_BYTES) throw new TlsFileError(`The ${what} ${path} is far too large for one.`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new TlsFileError(`The ${what} ${path} could not be read. Let this account read it.`);
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new TlsFileError(`The file ${path} could not be looked at. Let this account read its folder.`);
  }
}
