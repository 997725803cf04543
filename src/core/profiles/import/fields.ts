import { isKeyword, type Settings } from '#core/database/settings.ts';
import {
  defaultTlsMode,
  PROFILE_TLS_MODES,
  type ProfileTlsMode,
  type ServerConnection,
  serverConnectionSchema,
} from '#shared/domain/profile.ts';
import { readSessionOptions } from './session-options.ts';

/** The part of a connection that was said; what was not is absent. */
export type ConnectionFields = Partial<Pick<ServerConnection, 'host' | 'port' | 'database' | 'user'>> & {
  schema?: string;
  tls?: Partial<ServerConnection['tls']>;
};

/** A connection taken apart. Holds secrets: only for the host. */
export interface TakenApart {
  readonly fields: ConnectionFields;
  readonly password: string | null;
  /** Of the client certificate's key. */
  readonly keyPassphrase: string | null;
  /** What was not taken over, in sentences. They quote nothing of what was taken apart. */
  readonly notes: readonly string[];
}

const shape = serverConnectionSchema.shape;

/** Settings with which a connection is protected by more than a profile can ask for. */
const DEMANDS = ['channel_binding', 'require_auth', 'requirepeer', 'sslcrl', 'sslcrldir', 'sslnegotiation'];
/** Settings that say how something looks or is called, which nobody misses. */
const SILENT = ['fallback_application_name', 'application_name', 'client_encoding'];

const FILES = { sslrootcert: 'authorities', sslcert: 'certificate', sslkey: 'key' } as const;

/**
 * What of libpq's settings a profile has a place for. TLS is only ever taken over where it protects at least as much as a
 * new profile for that host would: a pasted string must not weaken it unseen.
 */
export function fieldsOf(settings: Settings): TakenApart {
  const rest = new Map([...settings].filter(([, value]) => value !== ''));
  const take = (keyword: string): string | undefined => {
    const value = rest.get(keyword);
    rest.delete(keyword);
    return value;
  };
  const notes: string[] = [];
  const fields: ConnectionFields = {};

  const host = rest.has('host') ? take('host') : take('hostaddr');
  if (host?.includes(',')) {
    notes.push('Several hosts are named, of which a profile has one. Enter the one to watch.');
  } else if (host !== undefined) {
    put('host', shape.host.safeParse(host).data, 'host');
  }
  const port = take('port');
  if (port !== undefined) put('port', shape.port.safeParse(Number(port)).data, 'port');
  const database = take('dbname');
  if (database !== undefined) put('database', shape.database.safeParse(database).data, 'database');
  const user = take('user');
  if (user !== undefined) put('user', shape.user.safeParse(user).data, 'user');

  const session = readSessionOptions(take('options'));
  notes.push(...session.notes);
  if (session.schema !== null) put('schema', shape.schema.safeParse(session.schema).data ?? undefined, 'schema');

  const tls = takeTls();
  if (Object.keys(tls).length > 0) fields.tls = tls;
  const password = take('password') ?? null;
  const keyPassphrase = take('sslpassword') ?? null;
  noteTheRest();
  return { fields, password, keyPassphrase, notes };

  function put<Name extends keyof ConnectionFields>(
    name: Name,
    value: ConnectionFields[Name] | undefined,
    word: string,
  ): void {
    if (value === undefined) notes.push(`The ${word} was left out, because it is none that a profile can have.`);
    else fields[name] = value;
  }

  function takeTls(): Partial<ServerConnection['tls']> {
    const taken: Partial<ServerConnection['tls']> = {};
    const isSystem = rest.get('sslrootcert') === 'system';
    if (isSystem) {
      take('sslrootcert');
      taken.authorities = null;
    }
    const asked = take('sslmode') ?? (isSystem ? 'verify-full' : undefined);
    if (asked !== undefined) {
      const { mode, note } = judgeMode(asked, fields.host);
      if (mode !== null) taken.mode = mode;
      if (note !== null) notes.push(note);
    }
    for (const [keyword, name] of Object.entries(FILES)) {
      const value = take(keyword);
      if (value === undefined) continue;
      const path = shape.tls.shape[name].safeParse(value).data;
      if (path) taken[name] = path;
      else
        notes.push(`The file of ${keyword} was left out: a profile needs its whole path, from / or ~/, without "..".`);
    }
    return taken;
  }

  function noteTheRest(): void {
    if (take('service') !== undefined) {
      notes.push('The service that is named was not looked up. Services of this machine are offered by themselves.');
    }
    if (take('passfile') !== undefined) {
      notes.push('The password file that is named was not taken over: the one in the home folder is looked into.');
    }
    for (const keyword of SILENT) take(keyword);
    // Only names that libpq knows are quoted: any other might be a piece of a password.
    const known = [...rest.keys()].filter(isKeyword);
    const demands = known.filter((keyword) => DEMANDS.includes(keyword));
    const others = known.filter((keyword) => !demands.includes(keyword));
    if (demands.length > 0) {
      notes.push(`A connection by a profile is not held to what ${listed(demands)} asked for.`);
    }
    if (others.length > 0) notes.push(`A profile has no place for ${listed(others)}, so that was not taken over.`);
  }
}

/** Which mode may be taken over; a weaker one than a new profile would have is for a person to choose. */
function judgeMode(asked: string, host: string | undefined): { mode: ProfileTlsMode | null; note: string | null } {
  const least = host === undefined ? 'verify-full' : defaultTlsMode(host);
  const mode = PROFILE_TLS_MODES.find((one) => one === asked);
  if (mode === undefined && asked !== 'allow') {
    return { mode: null, note: 'What sslmode asks for is not known, so TLS stays as it is.' };
  }
  const isWeaker = mode === undefined || PROFILE_TLS_MODES.indexOf(mode) < PROFILE_TLS_MODES.indexOf(least);
  if (!isWeaker) return { mode, note: null };
  const instead = mode === undefined ? 'Where no protection is meant' : 'Where that is meant';
  return {
    mode: null,
    note: `sslmode=${asked} protects less than ${least}, with which a connection to this host begins, so it was not taken over. ${instead}, choose ${mode ?? 'prefer or disable'} under TLS.`,
  };
}

function listed(keywords: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(keywords);
}
