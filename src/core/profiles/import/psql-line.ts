import { readConnectionString } from '#core/database/conninfo.ts';
import { type Settings, settingsFromEnvironment } from '#core/database/settings.ts';
import { shellWords, type Word } from './shell-words.ts';

/** What a command line of psql says of a connection. */
export interface PsqlLine {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
/** What may stand before a command. */
const BEFORE = /^(\$|%|env|exec|command|export)$/;

/** https://www.postgresql.org/docs/current/app-psql.html: options with a value, those of a connection by its keyword. */
const SHORT: Readonly<Record<string, string | null>> = {
  ...Object.fromEntries([...'cfFLoPRTv'].map((letter) => [letter, null])),
  d: 'dbname',
  h: 'host',
  p: 'port',
  U: 'user',
};
const LONG: Readonly<Record<string, string | null>> = {
  ...Object.fromEntries(
    'command file field-separator log-file output pset record-separator table-attr set variable'
      .split(' ')
      .map((name) => [name, null]),
  ),
  dbname: 'dbname',
  host: 'host',
  port: 'port',
  username: 'user',
};

/**
 * Takes a command line of psql apart; null for any other text.
 * @throws InvalidTargetError for a connection string in it that cannot be read
 */
export function readPsqlLine(line: string): PsqlLine | null {
  const words = shellWords(line);
  const env: Record<string, string> = {};
  let hasOpen = false;
  let word = words.shift();
  for (; word !== undefined; word = words.shift()) {
    const [, name, value = ''] = ASSIGNMENT.exec(word.text) ?? [];
    if (name !== undefined && word.isOpen) hasOpen = true;
    else if (name !== undefined) env[name] = value;
    else if (!BEFORE.test(word.text)) break;
  }
  if (word === undefined || !/(^|[/\\])psql(\.exe)?$/.test(word.text)) return null;

  const said = readOptions(words);
  const settings = new Map(settingsFromEnvironment(env));
  if (env['PGSERVICE'] !== undefined) settings.set('service', env['PGSERVICE']);
  for (const [keyword, value] of said) {
    if (value.isOpen) hasOpen = true;
    else settings.set(keyword, value.text);
  }
  // A connection string in the place of the database's name counts for more than the options beside it.
  const database = said.get('dbname')?.isOpen === false ? settings.get('dbname') : undefined;
  if (database !== undefined && /=|^postgres(ql)?:\/\//.test(database)) {
    settings.delete('dbname');
    for (const [keyword, value] of readConnectionString(database)) settings.set(keyword, value);
  }
  const note = 'What the shell would put in (variables, other commands) is not known here, so that was left out.';
  return { settings, notes: hasOpen ? [note] : [] };
}

function readOptions(words: Word[]): Map<string, Word> {
  const said = new Map<string, Word>();
  const free: Word[] = [];
  const put = (keyword: string | null, value: Word | undefined) => {
    if (keyword !== null && value !== undefined) said.set(keyword, value);
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const { text, isOpen } = word;
    if (text === '--') {
      free.push(...words.splice(0));
    } else if (text.startsWith('--')) {
      const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
      // getopt takes any beginning that only one option has.
      const known =
        Object.keys(LONG).find((one) => one === name) ?? Object.keys(LONG).find((one) => one.startsWith(name));
      if (known !== undefined) put(LONG[known] ?? null, value === undefined ? words.shift() : { text: value, isOpen });
    } else if (/^-./.test(text)) {
      const letters = [...text.slice(1)];
      const at = letters.findIndex((letter) => letter in SHORT);
      const value = letters.slice(at + 1).join('');
      if (at >= 0) put(SHORT[letters[at] ?? ''] ?? null, value === '' ? words.shift() : { text: value, isOpen });
    } else {
      free.push(word);
    }
  }
  if (!said.has('dbname')) put('dbname', free.shift());
  if (!said.has('user')) put('user', free.shift());
  return said;
}
