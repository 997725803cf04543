import { readConnectionString } from '#core/database/conninfo.ts';
import { InvalidTargetError, isKeyword } from '#core/database/settings.ts';
import { registerTried } from '#core/redaction.ts';
import { fieldsOf, type TakenApart } from './fields.ts';
import { readJdbcUrl } from './jdbc-url.ts';
import { readPsqlLine } from './psql-line.ts';

/** Nothing that describes a connection is longer. */
const MOST_LENGTH = 20_000;
/** As in a `.env` file: `export DATABASE_URL="postgres://…"`. */
const NAMED_URL = /^(?:export\s+)?[A-Za-z_]\w*=(["']?)((?:jdbc:)?postgres(?:ql)?:.*)\1$/s;
const QUOTED = /^(["'])(.*)\1;?$/s;

/**
 * Takes apart what a person pasted: a `postgres://` URL, `key=value` pairs, a command line of psql, a JDBC URL, or a line
 * of a `.env` file with one of them.
 * @throws InvalidTargetError with a sentence that quotes nothing of it
 */
export function takeApart(pasted: string): TakenApart {
  if (pasted.length > MOST_LENGTH) throw new InvalidTargetError('This is too long to be the address of a database.');
  const text = unwrapped(pasted.trim());
  const { settings, notes } = read(text);
  const taken = fieldsOf(settings);
  registerTried(taken.password);
  registerTried(taken.keyPassphrase);
  return { ...taken, notes: [...taken.notes, ...notes] };
}

function unwrapped(text: string): string {
  const quoted = QUOTED.exec(text)?.[2] ?? text;
  return NAMED_URL.exec(quoted)?.[2] ?? quoted;
}

function read(text: string): ReturnType<typeof readJdbcUrl> {
  if (/^jdbc:/i.test(text)) return readJdbcUrl(text);
  const line = readPsqlLine(text);
  if (line !== null) return line;
  return {
    settings: readConnectionString(text),
    notes: hasUnknownNames(text) ? ['Settings of the URL that libpq does not know were left out.'] : [],
  };
}

/** Names in a URL's query that belong to other programs. They are not quoted: they might be a piece of a password. */
function hasUnknownNames(text: string): boolean {
  const [, query = ''] = /^\w+:\/\/(?:[^@/]*@)?[^?]*\?(.*)$/s.exec(text) ?? [];
  return [...new URLSearchParams(query).keys()].some((name) => name !== 'ssl' && !isKeyword(name));
}
