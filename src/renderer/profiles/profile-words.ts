import type { Environment, Profile, ProfileEntry, SecretKeeping, SecretKind } from '#shared/domain/profile.ts';

/** `oriole on db.example:5432`, and the way there. */
export function describeWhere({ connection }: Profile): string {
  if (connection.kind === 'demo') return 'Made on this machine, with agents that walk';
  const { host, port, database, tunnel } = connection;
  const where = host.startsWith('/') ? `${database} on this machine` : `${database} on ${host}:${port}`;
  return tunnel ? `${where}, through ${tunnel.server.host}` : where;
}

export const ENVIRONMENT_WORDS: Readonly<Record<Environment, string>> = {
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
};

/** What a secret is called where it is asked for. */
export function nameSecret(kind: SecretKind, { connection }: Profile): string {
  const tunnel = connection.kind === 'server' ? connection.tunnel : null;
  switch (kind) {
    case 'password':
      return 'Password of the database';
    case 'keyPassphrase':
      return 'Passphrase of the client certificate’s key';
    case 'tunnel':
      return hopSecret(tunnel?.server);
    case 'jump':
      return hopSecret(tunnel?.jump);
  }
}

function hopSecret(hop: { readonly host: string; readonly way: string } | null | undefined): string {
  const what = hop?.way === 'key' ? 'Passphrase of the SSH key' : 'SSH password';
  return hop ? `${what} for ${hop.host}` : what;
}

/** What stands in the field of a secret that is not shown. */
export function describeKeeping(keeping: SecretKeeping): string {
  if (keeping === 'stored') return 'Stored; leave empty to keep it';
  return keeping === 'session' ? 'Known until the program ends; leave empty to keep it' : '';
}

/** True when a search matches: all of its words, in the name or the place. */
export function matches({ profile }: ProfileEntry, search: string): boolean {
  const text = `${profile.name} ${describeWhere(profile)} ${profile.environment}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
