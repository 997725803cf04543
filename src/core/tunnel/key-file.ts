import type { ParsedKey } from 'ssh2';
import { errorCode } from '#core/system-errors.ts';
import type { TunnelSettings } from './settings.ts';
import { readSmallFile, UnfitFileError } from './small-file.ts';
import { loadSsh2 } from './ssh2.ts';
import { type NamedHop, TunnelError } from './tunnel-problem.ts';

/** No key is larger. */
const MOST_BYTES = 1024 * 1024;
/** Group and others, reading, writing and passing. */
const OTHERS = 0o077;

/**
 * The private key of a hop, opened with its passphrase where it is locked.
 * @throws TunnelError that quotes nothing of the file
 */
export async function readKey(hop: NamedHop, settings: TunnelSettings): Promise<ParsedKey> {
  const fail = (sentence: string, wantsSecret = false) =>
    new TunnelError('key-file', hop.name, sentence, { wantsSecret });
  if (hop.at.keyFile === null) throw fail('No key file was chosen for the SSH server. Choose one.');
  const path = hop.at.keyFile.replace(/^~(?=[/\\])/, () => settings.home);
  const { utils } = await loadSsh2();
  const bytes = await read(path, fail);
  const parse = (passphrase?: string) => {
    const parsed = utils.parseKey(bytes, passphrase);
    // Some formats hold several.
    return Array.isArray(parsed) ? (parsed[0] as ParsedKey | Error) : parsed;
  };
  let key = parse();
  if (key instanceof Error && /^Encrypted/.test(key.message)) {
    const passphrase = await settings.secret(hop.name);
    if (!passphrase) throw fail(`The key file ${path} is locked with a passphrase. Give it.`, true);
    key = parse(passphrase);
    if (key instanceof Error) throw fail(`The passphrase does not open the key file ${path}. Correct it.`, true);
  }
  if (key instanceof Error) {
    throw fail(
      `The file ${path} holds no private key that can be read. Choose one of OpenSSH, PEM or PuTTY; ssh-keygen -p -f writes a key of another form anew.`,
    );
  }
  if (!key.isPrivateKey()) {
    throw fail(`The file ${path} holds a public key. Choose the private one, usually the same name without .pub.`);
  }
  return key;
}

async function read(path: string, fail: (sentence: string) => TunnelError): Promise<Buffer> {
  try {
    const { bytes, mode, uid } = await readSmallFile(path, MOST_BYTES);
    // As OpenSSH has it: a file of somebody else's is for them to protect.
    if (process.platform !== 'win32' && uid === process.getuid?.() && (mode & OTHERS) !== 0) {
      throw fail(`Others may read the key file ${path}, so it is not used: chmod 600 it.`);
    }
    return bytes;
  } catch (error) {
    if (error instanceof TunnelError) throw error;
    if (error instanceof UnfitFileError) throw fail(`The key file ${path} is ${error.message}. Choose a private key.`);
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
    throw fail(
      isAbsent
        ? `The key file ${path} is not there. Choose another.`
        : `The key file ${path} could not be read. Let this account read it.`,
    );
  }
}
