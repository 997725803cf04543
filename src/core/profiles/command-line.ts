import { type ConnectionTarget, describeTarget, targetFromEnvironment, targetFromUrl } from '#core/database/target.ts';
import type { SourceChoice } from '#core/source-choice.ts';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import { type Profile, type ProfileTlsMode, profileSchema, type ServerConnection } from '#shared/domain/profile.ts';
import type { GivenSecrets } from './profiles.ts';

/** The profile of what was given on the command line. */
export const COMMAND_LINE_ID = 'command-line';

type GivenDatabase = Extract<SourceChoice, { kind: 'url' | 'environment' }>;

/** Where the command line leads. Read at every attempt: a password file, or a service, may have been mended. */
export function targetOfCommandLine(choice: GivenDatabase): ConnectionTarget {
  return choice.kind === 'url' ? targetFromUrl(choice.url) : targetFromEnvironment();
}

/** What was given on the command line as a profile, which is not saved unless a person asks for it. */
export function profileOfCommandLine(choice: GivenDatabase): Profile {
  let target: ConnectionTarget | null = null;
  try {
    target = targetOfCommandLine(choice);
  } catch {
    // What is wrong with it is said by the feed, which reads it again.
  }
  const rest = {
    id: COMMAND_LINE_ID,
    colour: 'gray',
    environment: 'development',
    pollMs: choice.pollMs ?? POLL_RANGE_MS.usual,
    readOnly: false,
    favourite: false,
  };
  const profile = profileSchema.safeParse({
    ...rest,
    name: target ? describeTarget(target) : '',
    connection: target && connectionOf(target),
  });
  return profile.success
    ? profile.data
    : profileSchema.parse({ ...rest, name: 'Command line', connection: UNREADABLE });
}

/** The secrets that came with it. */
export function secretsOfCommandLine(choice: GivenDatabase): GivenSecrets {
  try {
    const { password, tls } = targetOfCommandLine(choice);
    return {
      ...(password === null ? {} : { password }),
      ...(tls.passphrase === null ? {} : { keyPassphrase: tls.passphrase }),
    };
  } catch {
    return {};
  }
}

/** What of it a profile has no place for, as sentences. */
export function lossesOfCommandLine(choice: GivenDatabase): readonly string[] {
  let target: ConnectionTarget;
  try {
    target = targetOfCommandLine(choice);
  } catch {
    return [];
  }
  const { address, host, channelBinding, options, tls } = target;
  const lost = [
    ...(address !== null && address !== host ? ['hostaddr'] : []),
    ...(channelBinding ? ['channel_binding'] : []),
    ...(options === null ? [] : ['options']),
    ...(tls.mode === 'allow' ? ['sslmode=allow'] : []),
    ...(tls.direct ? ['sslnegotiation'] : []),
    ...(tls.revoked.isNamed ? ['sslcrl'] : []),
    ...(tls.least === 'TLSv1.2' ? [] : ['ssl_min_protocol_version']),
    ...(tls.most === null ? [] : ['ssl_max_protocol_version']),
  ];
  if (lost.length === 0) return [];
  const list = new Intl.ListFormat('en-GB').format(lost);
  return [`A profile has no place for ${list}, so that was not taken over.`];
}

const UNREADABLE: ServerConnection = {
  kind: 'server',
  host: 'localhost',
  port: 5_432,
  database: 'postgres',
  user: 'postgres',
  tls: { mode: 'prefer', authorities: null, certificate: null, key: null },
  tunnel: null,
  schema: null,
};

function connectionOf({ host, port, database, user, tls }: ConnectionTarget): ServerConnection {
  const named = (file: { readonly path: string; readonly isNamed: boolean } | null) =>
    file?.isNamed ? file.path : null;
  const mode: ProfileTlsMode = tls.mode === 'allow' ? 'prefer' : tls.mode;
  return {
    kind: 'server',
    host,
    port,
    database,
    user,
    tls: {
      mode,
      authorities: tls.authorities === 'system' ? null : named(tls.authorities),
      certificate: named(tls.certificate),
      key: named(tls.key),
    },
    tunnel: null,
    schema: null,
  };
}
