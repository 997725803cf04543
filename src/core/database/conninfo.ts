import { parse } from 'pg-connection-string';
import { InvalidTargetError, isKeyword, type Settings } from './settings.ts';

const SPACE = /\s/;

/**
 * Takes a connection string apart: a `postgres://` URL, or libpq's `key=value` pairs.
 * @throws InvalidTargetError when it is neither; the message quotes nothing of it, because any part may be a password
 */
export function readConnectionString(text: string): Settings {
  if (/^postgres(ql)?:\/\//.test(text)) return readUrl(text);
  if (/^\w+:\/\//.test(text) || !text.includes('=')) {
    throw new InvalidTargetError(
      'The URL must begin with postgres:// or postgresql://. Or write host=… dbname=… user=…, as for psql.',
    );
  }
  return readPairs(text);
}

/** `pg` is never given the URL itself: its own reading lets `sslmode` override the TLS options beside it. */
function readUrl(url: string): Settings {
  const settings = new Map<string, string>();
  try {
    // To libpq a password may hold ? and #, and + is no space.
    const [, scheme = '', credentials = '', rest = ''] = /^(\w+:\/\/)([^@/]*@)?(.*)$/s.exec(url) ?? [];
    const [address = '', ...queries] = rest.split('?').map((part) => part.replaceAll('#', '%23'));
    const query = new URLSearchParams(queries.join('?').replaceAll('+', '%2B'));
    // Without the query, so that the parser does not open certificate files by itself.
    const { host, port, user, password } = parse(scheme + credentials.replace(/[?#]/g, encodeURIComponent) + address);
    const slash = address.indexOf('/');
    const database = slash < 0 ? '' : decodeURIComponent(address.slice(slash + 1));
    for (const [keyword, value] of Object.entries({ host, port, user, password, dbname: database })) {
      if (value) settings.set(keyword, value);
    }
    for (const [name, value] of query) {
      // What JDBC calls so. Names that libpq does not know are other programs' own, and pass.
      if (name === 'ssl' && value === 'true') settings.set('sslmode', 'require');
      else if (isKeyword(name)) settings.set(name, value);
    }
  } catch {
    throw new InvalidTargetError('The URL could not be read. Write it as postgres://user:password@host:5432/database.');
  }
  return settings;
}

/** Blanks around `=` are allowed, `\` takes the next character as it is, quotes are single ones: `conninfo_parse` of libpq. */
function readPairs(text: string): Settings {
  const settings = new Map<string, string>();
  let at = 0;
  const skipBlanks = () => {
    while (at < text.length && SPACE.test(text.charAt(at))) at++;
  };
  for (skipBlanks(); at < text.length; skipBlanks()) {
    const place = `Setting ${settings.size + 1} of the connection string`;
    const begin = at;
    while (at < text.length && text.charAt(at) !== '=' && !SPACE.test(text.charAt(at))) at++;
    const name = text.slice(begin, at);
    skipBlanks();
    if (text.charAt(at) !== '=') {
      throw new InvalidTargetError(`${place} has no "=". A value with spaces stands in single quotes.`);
    }
    at++;
    if (!isKeyword(name)) {
      throw new InvalidTargetError(
        `${place} has a name that libpq does not know. A value with spaces stands in single quotes.`,
      );
    }
    skipBlanks();
    const isQuoted = text.charAt(at) === "'";
    if (isQuoted) at++;
    let value = '';
    for (; ; at++) {
      if (at >= text.length) {
        if (isQuoted) throw new InvalidTargetError(`${place} begins with a single quote that nothing ends.`);
        break;
      }
      const letter = text.charAt(at);
      if (isQuoted ? letter === "'" : SPACE.test(letter)) {
        at++;
        break;
      }
      if (letter === '\\') at++;
      value += letter === '\\' ? text.charAt(at) : letter;
    }
    settings.set(name, value);
  }
  return settings;
}
