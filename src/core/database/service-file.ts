import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, homeOf, InvalidTargetError, isKeyword, personalFolder, type Settings } from './settings.ts';

/** Where packages of PostgreSQL keep what is everybody's; libpq has one of them built in (`pg_config --sysconfdir`). */
const SYSTEM_FOLDERS = [
  '/etc/postgresql-common',
  '/etc/sysconfig/pgsql',
  '/etc/postgresql',
  '/usr/local/etc/postgresql',
  '/opt/homebrew/etc/postgresql',
  '/etc',
];

/**
 * What pg_service.conf says under a name: first the person's own file, then the system's
 * (https://www.postgresql.org/docs/current/libpq-pgservice.html).
 * @throws InvalidTargetError when no file has that name, or the one that has it cannot be understood
 */
export function readService(service: string, env: Environment, named?: string): Settings {
  for (const file of serviceFiles(env, named)) {
    const settings = readSection(file, service);
    if (settings) return settings;
  }
  throw new InvalidTargetError(
    `There is no service "${service}" in pg_service.conf. Add a section [${service}], or correct the name.`,
  );
}

/**
 * The services that are found by name, each once, with the file that says what it is.
 * @throws InvalidTargetError when a file cannot be read
 */
export function listServices(env: Environment): ReadonlyMap<string, string> {
  const services = new Map<string, string>();
  for (const file of serviceFiles(env)) {
    for (const line of read(file).split('\n')) {
      const [, name] = /^\[(.+)\]$/.exec(line.trim()) ?? [];
      if (name !== undefined && !services.has(name)) services.set(name, file);
    }
  }
  return services;
}

/** The files that are there, the first to be looked into first. */
function serviceFiles(env: Environment, named?: string): string[] {
  const explicit = named || env['PGSERVICEFILE'];
  if (explicit && !existsSync(explicit)) {
    throw new InvalidTargetError(`The service file ${explicit} is not there. Correct PGSERVICEFILE.`);
  }
  const own =
    process.platform === 'win32'
      ? join(personalFolder(env), '.pg_service.conf')
      : join(homeOf(env), '.pg_service.conf');
  const folders = env['PGSYSCONFDIR'] ? [env['PGSYSCONFDIR']] : SYSTEM_FOLDERS;
  return [explicit ?? own, ...folders.map((folder) => join(folder, 'pg_service.conf'))].filter((file) =>
    existsSync(file),
  );
}

/** The first section of that name; null when there is none. A setting's first value counts. */
function readSection(file: string, service: string): Settings | null {
  let settings: Map<string, string> | null = null;
  for (const [index, raw] of read(file).split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (settings) break;
      if (line === `[${service}]`) settings = new Map();
      continue;
    }
    if (!settings) continue;
    const place = `Line ${index + 1} of ${file}`;
    if (line.startsWith('ldap')) {
      throw new InvalidTargetError(
        `${place} asks a directory (LDAP), which is not supported. Write the settings there.`,
      );
    }
    const equals = line.indexOf('=');
    const keyword = line.slice(0, Math.max(equals, 0));
    if (keyword === 'service' || keyword === 'servicefile') {
      throw new InvalidTargetError(
        `${place} names another service, which libpq does not allow. Write the settings there.`,
      );
    }
    if (!isKeyword(keyword)) {
      throw new InvalidTargetError(
        `${place} cannot be understood. It has to be a setting of libpq's, as host=db.example.`,
      );
    }
    if (!settings.has(keyword)) settings.set(keyword, line.slice(equals + 1));
  }
  return settings;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new InvalidTargetError(`The service file ${file} could not be read. Let this account read it.`);
  }
}
