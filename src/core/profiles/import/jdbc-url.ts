import { InvalidTargetError, type Settings } from '#core/database/settings.ts';

/** JDBC's names for what libpq calls otherwise (https://jdbc.postgresql.org/documentation/use/). */
const NAMES: Readonly<Record<string, string>> = {
  user: 'user',
  password: 'password',
  sslmode: 'sslmode',
  sslrootcert: 'sslrootcert',
  sslcert: 'sslcert',
  sslkey: 'sslkey',
  sslpassword: 'sslpassword',
  sslNegotiation: 'sslnegotiation',
  channelBinding: 'channel_binding',
  connectTimeout: 'connect_timeout',
  ApplicationName: 'application_name',
  targetServerType: 'target_session_attrs',
  gssEncMode: 'gssencmode',
};

/** What a JDBC URL says. */
export interface JdbcUrl {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

/**
 * Takes a `jdbc:postgresql:` URL apart.
 * @throws InvalidTargetError with a sentence that quotes nothing of it
 */
export function readJdbcUrl(url: string): JdbcUrl {
  const settings = new Map<string, string>();
  const notes: string[] = [];
  try {
    const [, address = '', database = '', query = ''] =
      /^jdbc:postgresql:(?:\/\/([^/?]*)\/?)?([^?]*)(?:\?(.*))?$/is.exec(url) ?? fail();
    const [, host = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
    const said = { host: host.replace(/^\[(.*)\]$/, '$1'), port, dbname: database };
    for (const [keyword, value] of Object.entries(said)) {
      if (value !== '') settings.set(keyword, decodeURIComponent(value));
    }
    let others = 0;
    let options = '';
    for (const pair of query.split('&').filter((part) => part !== '')) {
      const [name = '', value = ''] = pair.split(/=(.*)/s).map(decodeURIComponent);
      const keyword = NAMES[name];
      // Not only encrypted, since 42.2.5.
      if (name === 'ssl') {
        if (value !== 'false' && !settings.has('sslmode')) settings.set('sslmode', 'verify-full');
      } else if (name === 'currentSchema') options += ` -csearch_path=${value.replace(/[\\\s]/g, '\\$&')}`;
      else if (name === 'options') options += ` ${value}`;
      else if (keyword !== undefined) settings.set(keyword, value);
      else others++;
    }
    if (options !== '') settings.set('options', options);
    if (others > 0) notes.push('Properties of the JDBC driver were left out.');
  } catch {
    throw new InvalidTargetError(
      'The JDBC URL could not be read. Write it as jdbc:postgresql://host:5432/database?user=….',
    );
  }
  if (settings.get('sslkey')?.endsWith('.pk8')) {
    notes.push('The key file is one for Java (.pk8). Choose one in PEM, for example as openssl pkcs8 writes it.');
  }
  return { settings, notes };
}

function fail(): never {
  throw new Error('not of that form');
}
