import { defaultPassFile, isOpenToOthers, listPassFile } from '#core/database/pass-file.ts';
import { listServices, readService } from '#core/database/service-file.ts';
import {
  type Environment,
  InvalidTargetError,
  type Settings,
  settingsFromEnvironment,
} from '#core/database/settings.ts';
import { registerSecret } from '#core/redaction.ts';
import { type ConnectionFields, fieldsOf, type TakenApart } from './fields.ts';

/** A connection that this machine already knows of. Without secrets: a viewer may see it. */
interface FoundConnection {
  /** Names it to `takeFound`. */
  readonly id: string;
  /** Where it was found, in words. */
  readonly source: string;
  readonly suggestedName: string;
  readonly fields: ConnectionFields;
  /** True where signing in will not ask for a password. */
  readonly hasPassword: boolean;
  readonly notes: readonly string[];
}

/** What was found, and sentences about what could not be read. */
export interface Found {
  readonly connections: readonly FoundConnection[];
  readonly problems: readonly string[];
}

/** One of libpq's variables must say where; PGUSER and PGPASSWORD alone mean nothing. */
const NAMES_A_DATABASE = ['PGHOST', 'PGHOSTADDR', 'PGDATABASE', 'PGSERVICE'];
const ENVIRONMENT = 'environment';
const SERVICE = 'service:';
const PASS_FILE = 'pass-file:';

/** Looks into pg_service.conf (the person's and the system's), the password file and libpq's variables. */
export async function findConnections(env: Environment): Promise<Found> {
  const problems: string[] = [];
  const connections: FoundConnection[] = [];
  const add = async (find: () => Promise<FoundConnection[]> | FoundConnection[]) => {
    try {
      connections.push(...(await find()));
    } catch (error) {
      if (!(error instanceof InvalidTargetError)) throw error;
      problems.push(error.message);
    }
  };
  await add(() => fromEnvironment(env));
  let services: ReadonlyMap<string, string> = new Map();
  await add(() => {
    services = listServices(env);
    return [];
  });
  // One that cannot be understood takes none of the others with it.
  for (const [name, file] of services) await add(() => [fromService(name, file, env)]);
  await add(() => fromPassFile(env));
  return { connections, problems };
}

/**
 * A connection that was found, now with its secrets.
 * @throws InvalidTargetError when it is not there any more
 */
export async function takeFound(id: string, env: Environment): Promise<TakenApart> {
  const found = (await findConnections(env)).connections.find((one) => one.id === id);
  if (found === undefined) {
    throw new InvalidTargetError('What was found there before has changed. Look for connections again.');
  }
  const isService = id.startsWith(SERVICE);
  const taken = isService
    ? fieldsOf(readService(id.slice(SERVICE.length), env))
    : fieldsOf(id === ENVIRONMENT ? settingsOfEnvironment(env) : new Map());
  registerSecret(taken.password);
  registerSecret(taken.keyPassphrase);
  return { ...taken, fields: found.fields, notes: found.notes };
}

function fromEnvironment(env: Environment): FoundConnection[] {
  if (!NAMES_A_DATABASE.some((name) => env[name])) return [];
  return [described(ENVIRONMENT, 'Variables of this program (PGHOST, PGDATABASE …)', null, settingsOfEnvironment(env))];
}

function settingsOfEnvironment(env: Environment): Settings {
  const service = env['PGSERVICE'];
  return new Map([...settingsFromEnvironment(env), ...(service ? readService(service, env) : [])]);
}

function fromService(name: string, file: string, env: Environment): FoundConnection {
  return described(`${SERVICE}${name}`, `Service ${name} in ${file}`, name, readService(name, env));
}

function described(id: string, source: string, name: string | null, settings: Settings): FoundConnection {
  const hasHost = ['host', 'hostaddr'].some((keyword) => settings.get(keyword));
  // As everywhere here, without a host it is this machine.
  const { fields, password, notes } = fieldsOf(hasHost ? settings : new Map([...settings, ['host', 'localhost']]));
  return { id, source, suggestedName: name ?? nameOf(fields), fields, hasPassword: password !== null, notes };
}

async function fromPassFile(env: Environment): Promise<FoundConnection[]> {
  const file = env['PGPASSFILE'] || defaultPassFile(env);
  const notes = [`The password is not copied. It stays in ${file}, which is looked into at every connect.`];
  if (await isOpenToOthers(file)) notes.push('Others may read that file, so it is not used until you chmod 600 it.');
  const found = new Map<string, FoundConnection>();
  for (const line of await listPassFile(file)) {
    // A line for anything names nothing.
    if (line.host === null && line.database === null && line.user === null) continue;
    const settings = Object.entries({ host: line.host, port: line.port, dbname: line.database, user: line.user });
    const { fields, notes: more } = fieldsOf(
      new Map(settings.flatMap(([keyword, value]) => (value === null ? [] : [[keyword, String(value)] as const]))),
    );
    const id = `${PASS_FILE}${JSON.stringify([line.host, line.port, line.database, line.user])}`;
    found.set(id, {
      id,
      source: `Password file ${file}`,
      suggestedName: nameOf(fields),
      fields,
      hasPassword: true,
      notes: [...notes, ...more],
    });
  }
  return [...found.values()];
}

function nameOf({ database, user, host }: ConnectionFields): string {
  const what = database ?? user ?? 'PostgreSQL';
  return host === undefined ? what : `${what} on ${host.startsWith('/') ? 'this machine' : host}`;
}
