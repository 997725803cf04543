/** What libpq's `options` say of where the tables are. */
export interface SessionOptions {
  readonly schema: string | null;
  readonly notes: readonly string[];
}

const SETTING = /^([\w.-]+)=(.*)$/s;

/**
 * Reads `options`, the command line of a session (https://www.postgresql.org/docs/current/app-postgres.html):
 * `-c search_path=lab` is all that a profile has a place for.
 */
export function readSessionOptions(options: string | undefined): SessionOptions {
  let schema: string | null = null;
  const notes = new Set<string>();
  const words = (options?.match(/(?:\\.|[^\s\\])+/gs) ?? []).map((word) => word.replace(/\\(.)/gs, '$1'));
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const text = word === '-c' ? words.shift() : /^(?:-c|--)(.*)$/s.exec(word)?.[1];
    const [, name = '', value = ''] = SETTING.exec(text ?? '') ?? [];
    if (name.replaceAll('-', '_').toLowerCase() !== 'search_path') {
      notes.add('Other settings of the session (options) were not taken over.');
      continue;
    }
    const names = schemasIn(value);
    schema = names.length === 1 ? (names[0] ?? null) : null;
    if (names.length > 1) notes.add('Several schemas are named (search_path). Enter the one in which the tables are.');
  }
  return { schema, notes: [...notes] };
}

/** Names between commas; without quotes they are folded to small letters, as the server does. */
function schemasIn(value: string): string[] {
  const names = [...value.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)];
  return names
    .map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.toLowerCase())
    .filter((name) => name !== '$user');
}
