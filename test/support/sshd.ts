import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Account, findAccount } from '#core/demo/postgres/binaries.ts';
import { type Program, startProgram } from '#core/demo/postgres/programs.ts';
import { freePort } from './free-port.ts';

const SSHD = '/usr/sbin/sshd';

/** Why no real SSH server can be started here, null where one can. Its processes are found in /proc. */
export const noSshd: string | null = !existsSync(SSHD)
  ? `${SSHD} is not installed`
  : existsSync('/proc/self/stat')
    ? null
    : 'there is no /proc';

/** The kinds of host key that a server can have. */
export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

/** Makes a key pair with ssh-keygen; returns the private one's path. */
export function makeKey(path: string, type: HostKeyType = 'ed25519', passphrase = ''): string {
  rmSync(path, { force: true });
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path], { stdio: 'pipe' });
  return path;
}

/**
 * A real OpenSSH server on a port of 127.0.0.1. It runs under an ordinary account and lets only that one in: so it needs
 * neither root's folders nor any account of the machine's. For the same reason it cannot check passwords.
 */
export class Sshd {
  readonly port: number;
  /** Whom it lets in. */
  readonly user: string;
  readonly #folder: string;
  readonly #account: Account;
  readonly #settings: Readonly<Record<string, string>>;
  #keys: readonly HostKeyType[] = [];
  #program: Program | null = null;
  readonly #net = () => {
    this.#killAll();
    rmSync(this.#folder, { recursive: true, force: true });
  };

  private constructor(folder: string, port: number, account: Account, settings: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.port = port;
    this.#account = account;
    this.user = account ? 'postgres' : userInfo().username;
    this.#settings = settings;
    process.once('exit', this.#net);
  }

  /**
   * Makes one with an ed25519 host key and starts it.
   * @param authorized the public keys that it lets in, as files
   * @param settings lines of sshd_config
   */
  static async create(authorized: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Sshd> {
    const account = await findAccount();
    const folder = await mkdtemp(join(tmpdir(), 'oriole-sshd-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'authorized_keys'), authorized.map((path) => readFileSync(path, 'utf8')).join(''));
    const server = new Sshd(folder, await freePort(), account, settings);
    await server.renewKeys(['ed25519']);
    return server;
  }

  /** Gives it new host keys, of these kinds and no others, and starts it anew. */
  async renewKeys(types: readonly HostKeyType[]): Promise<void> {
    for (const type of types) makeKey(this.#keyFile(type), type);
    await this.showKeys(types);
  }

  /** Has it show the host keys of these kinds, made before or now, and starts it anew. */
  async showKeys(types: readonly HostKeyType[]): Promise<void> {
    for (const type of types) {
      if (!existsSync(this.#keyFile(type))) makeKey(this.#keyFile(type), type);
      if (this.#account) await chown(this.#keyFile(type), this.#account.uid, this.#account.gid);
    }
    this.#keys = types;
    await this.kill();
    await this.start();
  }

  /** Its public key, as a file of known hosts has it: type and key. */
  publicKey(type: HostKeyType = 'ed25519'): string {
    return readFileSync(`${this.#keyFile(type)}.pub`, 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  }

  /** What ssh-keygen calls its key, `SHA256:…`. */
  fingerprint(type: HostKeyType = 'ed25519'): string {
    const said = execFileSync('ssh-keygen', ['-l', '-f', `${this.#keyFile(type)}.pub`], { encoding: 'utf8' });
    return said.split(' ')[1] ?? '';
  }

  /** Starts it on its port; resolves once it listens. */
  async start(): Promise<void> {
    const config = join(this.#folder, 'sshd_config');
    const settings: Record<string, string> = {
      ListenAddress: `127.0.0.1:${this.port}`,
      AuthorizedKeysFile: join(this.#folder, 'authorized_keys'),
      PidFile: 'none',
      // The folder lies in /tmp, where everybody may write.
      StrictModes: 'no',
      UsePAM: 'no',
      PasswordAuthentication: 'no',
      KbdInteractiveAuthentication: 'no',
      MaxStartups: '100',
      ...this.#settings,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
    await writeFile(config, [...lines, ...this.#keys.map((type) => `HostKey ${this.#keyFile(type)}`), ''].join('\n'));
    const ready = Promise.withResolvers<'ready'>();
    const program = startProgram(SSHD, ['-D', '-e', '-f', config], {
      cwd: this.#folder,
      account: this.#account,
      onLine: (line) => {
        if (line.includes('Server listening on')) ready.resolve('ready');
      },
    });
    if ((await Promise.race([ready.promise, program.ended])) !== 'ready') {
      throw new Error(`sshd did not start:\n${program.lastLines()}`);
    }
    this.#program = program;
  }

  /** Kills it and every connection's process: nobody is told anything but that the sockets are gone. */
  async kill(): Promise<void> {
    this.#killAll();
    await this.#program?.ended;
    this.#program = null;
  }

  /** Stops its processes where they are, as a machine does that is swallowed by the network; they go on with `false`. */
  freeze(isFrozen: boolean): void {
    for (const pid of this.#pids()) process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** How many processes serve connections: one or two each, and none when there is no connection. */
  get serving(): number {
    return this.#pids().length - 1;
  }

  /** Ends it for good. */
  async remove(): Promise<void> {
    await this.kill();
    process.removeListener('exit', this.#net);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #killAll(): void {
    for (const pid of this.#pids()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
  }

  /** The listener and its descendants, which are in sessions of their own. */
  #pids(): number[] {
    const { pid } = this.#program?.child ?? {};
    if (pid === undefined) return [];
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        // The name of the program is in brackets, and may contain spaces.
        const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
        parents.set(Number(name), Number(parent));
      } catch {
        // It has ended since.
      }
    }
    const found = [pid];
    for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
    return found;
  }

  #keyFile(type: HostKeyType): string {
    return join(this.#folder, `host_${type}`);
  }
}
