import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { registerSecret } from '../redaction.ts';
import { type Environment, homeOf, InvalidTargetError, MissingSecretError, personalFolder } from './settings.ts';

/** Group and others, reading, writing and passing. */
const OTHERS = 0o077;
/** Where packages of PostgreSQL put their socket; a line for "localhost" is for these too. */
const SOCKET_FOLDERS = ['/tmp', '/run/postgresql', '/var/run/postgresql'];

/** The server asks for a password, and there is none. */
class NoPasswordError extends MissingSecretError {
  constructor(message: string) {
    super('password', message);
  }
}

/** What a line of the file has to match. */
export interface PassQuestion {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Where libpq looks for passwords unless told otherwise. */
export function defaultPassFile(env: Environment): string {
  return process.platform === 'win32' ? join(personalFolder(env), 'pgpass.conf') : join(homeOf(env), '.pgpass');
}

/**
 * The password of the first line that matches (https://www.postgresql.org/docs/current/libpq-pgpass.html). `pg` would
 * read the file itself, but only the one of the process's own variables, and says on every use that it will not much
 * longer.
 * @throws NoPasswordError when there is none, with the reason why the file was not used
 */
export async function readPassword(file: string, question: PassQuestion): Promise<string> {
  const none = 'The server asks for a password and none was given.';
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) throw new NoPasswordError(`${none} Enter it, or put it into the password file (.pgpass).`);
  if (process.platform !== 'win32' && (info.mode & OTHERS) !== 0) {
    throw new NoPasswordError(`${none} ${file} was not used, because others may read it: chmod 600 it.`);
  }
  const text = await readFile(file, 'utf8').catch(() => {
    throw new NoPasswordError(`${none} ${file} could not be read: let this account read it.`);
  });
  const host = SOCKET_FOLDERS.includes(question.host) ? 'localhost' : question.host;
  const wanted = [host, String(question.port), question.database, question.user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = splitLine(line);
    const password = fields[wanted.length];
    const matches = wanted.every((value, index) => fields[index] === '*' || unescaped(fields[index]) === value);
    if (!matches || password === undefined) continue;
    // The first line that matches is the answer, even one without a password.
    if (password) return registerSecret(unescaped(password) ?? '');
    throw new NoPasswordError(`${none} The line of ${file} for this host, port, database and user has none either.`);
  }
  throw new NoPasswordError(`${none} No line of ${file} is for this host, port, database and user.`);
}

/** What a line of the file is for; null stands for any. */
export type PassLine = { readonly [Name in keyof PassQuestion]: PassQuestion[Name] | null };

/**
 * What the file has lines for, without the passwords; none where there is no file.
 * @throws InvalidTargetError when it cannot be read
 */
export async function listPassFile(file: string): Promise<readonly PassLine[]> {
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) return [];
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InvalidTargetError(`The password file ${file} could not be read: let this account read it.`);
  });
  return text.split(/\r?\n/).flatMap((line) => {
    const [host, port, database, user, password] = splitLine(line);
    if (line.startsWith('#') || !password) return [];
    const said = (field: string | undefined) => (field === '*' ? null : (unescaped(field) ?? null));
    return [{ host: said(host), port: port === '*' ? null : Number(port), database: said(database), user: said(user) }];
  });
}

/** True where others may read it, so that it is not looked into. */
export async function isOpenToOthers(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => null);
  return process.platform !== 'win32' && info !== null && (info.mode & OTHERS) !== 0;
}

/** Fields between colons; a colon or backslash within one has a backslash before it. More than five are passed over. */
function splitLine(line: string): string[] {
  return [...line.matchAll(/(?:^|:)((?:\\.|[^:\\])*\\?)/g)].map(([, field = '']) => field);
}

function unescaped(field: string | undefined): string | undefined {
  return field?.replace(/\\(.)/g, '$1');
}
