import { join } from 'node:path';
import { type Environment, homeOf } from '#core/database/settings.ts';
import type { TunnelHop } from '#shared/domain/profile.ts';

/** An SSH server on the way: the one from which the database is reached, or the one before it. Also whose secret it is. */
export type HopName = 'tunnel' | 'jump';

/** Files of the form known_hosts. Ours is looked into first, and is the only one that is ever written. */
export interface KnownHostsFiles {
  readonly own: string;
  readonly others: readonly string[];
}

/** How a database is reached by SSH, as with `ssh -J jump server`. */
export interface TunnelSettings {
  readonly server: TunnelHop;
  /** Another SSH server before it; null: there is none. */
  readonly jump: TunnelHop | null;
  /** The password of a hop, or the passphrase of its key; null: there is none. Asked only when it is needed. */
  readonly secret: (hop: HopName) => Promise<string | null>;
  readonly knownHosts: KnownHostsFiles;
  /** Where the SSH agent listens; null: there is none. */
  readonly agent: string | null;
  /** What `~/` before a key file means. */
  readonly home: string;
}

/** Where Windows's own OpenSSH agent listens. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent';

/**
 * The settings of a tunnel, with what OpenSSH would take from this machine: its files of known hosts, and the agent that
 * SSH_AUTH_SOCK names.
 * @param knownHosts our own file of known hosts; it need not exist
 */
export function tunnelSettings(
  route: Pick<TunnelSettings, 'server' | 'jump'>,
  own: { readonly knownHosts: string; readonly secret: TunnelSettings['secret'] },
  env: Environment = process.env,
): TunnelSettings {
  const home = homeOf(env);
  const isWindows = process.platform === 'win32';
  const system = isWindows ? join(env['PROGRAMDATA'] ?? 'C:\\ProgramData', 'ssh') : '/etc/ssh';
  return {
    server: route.server,
    jump: route.jump,
    secret: own.secret,
    knownHosts: {
      own: own.knownHosts,
      others: [join(home, '.ssh', 'known_hosts'), join(system, 'ssh_known_hosts')],
    },
    agent: env['SSH_AUTH_SOCK'] || (isWindows ? WINDOWS_AGENT : null),
    home,
  };
}
