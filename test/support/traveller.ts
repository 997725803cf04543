import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type HopName, type TunnelSettings, tunnelSettings } from '#core/tunnel/settings.ts';
import type { TunnelHop } from '#shared/domain/profile.ts';
import { makeKey } from './sshd.ts';

/** An SSH server as far as one needs to know it to go there. */
export interface Stop {
  readonly port: number;
  readonly user: string;
}

/** Somebody with keys and files of known hosts, in a folder of their own. */
export class Traveller {
  readonly folder = mkdtempSync(join(tmpdir(), 'oriole-traveller-'));
  /** Our own file of known hosts. */
  readonly own = join(this.folder, 'ours', 'known_hosts');
  /** Theirs, `~/.ssh/known_hosts`. */
  readonly theirs = join(this.folder, '.ssh', 'known_hosts');
  readonly passphrase: string;
  readonly key: string;
  readonly lockedKey: string;
  /** One that nobody lets in. */
  readonly strangersKey: string;
  /** Of whom a secret was asked, in order. */
  readonly asked: HopName[] = [];

  constructor(passphrase: string) {
    this.passphrase = passphrase;
    this.key = makeKey(join(this.folder, 'key'));
    this.lockedKey = makeKey(join(this.folder, 'locked'), 'ed25519', passphrase);
    this.strangersKey = makeKey(join(this.folder, 'stranger'));
    this.knows();
  }

  get publicKeys(): readonly string[] {
    return [`${this.key}.pub`, `${this.lockedKey}.pub`];
  }

  /** Writes the known hosts, and forgets those that were accepted and what was asked. */
  knows(...lines: string[]): void {
    mkdirSync(dirname(this.theirs), { recursive: true });
    writeFileSync(this.theirs, lines.map((line) => `${line}\n`).join(''));
    rmSync(this.own, { force: true });
    this.asked.length = 0;
  }

  hop({ port, user }: Stop, how: Partial<TunnelHop> = {}): TunnelHop {
    return { host: '127.0.0.1', port, user, way: 'key', keyFile: this.key, ...how };
  }

  /** A way to a database by this server, and by another one before it. */
  settings(
    server: TunnelHop,
    more: { jump?: TunnelHop; secrets?: Partial<Record<HopName, string>>; agent?: string } = {},
  ): TunnelSettings {
    const secret = async (hop: HopName) => {
      this.asked.push(hop);
      return more.secrets?.[hop] ?? null;
    };
    return tunnelSettings(
      { server, jump: more.jump ?? null },
      { knownHosts: this.own, secret },
      { HOME: this.folder, SSH_AUTH_SOCK: more.agent ?? undefined },
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
