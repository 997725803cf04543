import type { AnyAuthMethod, BaseAgent, Prompt } from 'ssh2';
import { readKey } from './key-file.ts';
import type { TunnelSettings } from './settings.ts';
import { loadSsh2 } from './ssh2.ts';
import { describeHopFirst, type NamedHop, TunnelError } from './tunnel-problem.ts';

/** How one has signed in; `nothing`: the server asked for nothing. */
export type SignedInBy = 'agent' | 'key' | 'password' | 'nothing';

/**
 * Signs in to one SSH server, in the one way that is set: nothing else is tried, so that no key is shown to a server that
 * is not meant to see it.
 */
export class SignIn {
  readonly #hop: NamedHop;
  readonly #settings: TunnelSettings;
  #step = 0;
  #answers = 0;

  constructor(hop: NamedHop, settings: TunnelSettings) {
    this.#hop = hop;
    this.#settings = settings;
  }

  get by(): SignedInBy {
    return this.#step < 2 ? 'nothing' : this.#hop.at.way;
  }

  /**
   * What to try next.
   * @param offered the ways that the server takes; null before it has said
   * @param isPartial what was tried was right, and the server wants more
   * @throws TunnelError when there is nothing left, or a secret, key or agent is missing
   */
  async next(offered: readonly string[] | null, isPartial: boolean): Promise<AnyAuthMethod> {
    const { user, way } = this.#hop.at;
    this.#step++;
    // The first question is which ways there are.
    if (this.#step === 1) return { type: 'none', username: user };
    if (isPartial) {
      throw this.#fail('wants more than one way of signing in, which is not supported. Ask its administrator.');
    }
    if (this.#step > 2) throw this.refusal();
    if (way === 'password') return await this.#password(offered ?? []);
    if (offered && !offered.includes('publickey')) {
      throw this.#fail(`takes no keys${otherWays(offered)}. Choose another way of signing in.`);
    }
    return way === 'key'
      ? { type: 'publickey', username: user, key: await readKey(this.#hop, this.#settings) }
      : { type: 'agent', username: user, agent: await this.#agent() };
  }

  /** What was tried was not accepted. */
  refusal(): TunnelError {
    const { user, way } = this.#hop.at;
    if (way === 'password')
      return this.#fail(`did not accept the password of ${user}. Correct it and try again.`, true);
    if (way === 'agent') {
      return this.#fail(
        `did not let ${user} in with any key of the SSH agent. Add the right key with ssh-add, and check the user.`,
      );
    }
    return this.#fail(
      `did not let ${user} in with the key file. Check the user, and that the public key is in its authorized_keys there.`,
    );
  }

  async #password(offered: readonly string[]): Promise<AnyAuthMethod> {
    const { user } = this.#hop.at;
    const isPlain = offered.includes('password');
    if (!isPlain && !offered.includes('keyboard-interactive')) {
      throw this.#fail(`takes no password${otherWays(offered)}. Choose another way of signing in.`);
    }
    const password = await this.#settings.secret(this.#hop.name);
    if (!password) throw this.#fail(`asks for the password of ${user} and none was given. Give it.`, true);
    if (isPlain) return { type: 'password', username: user, password };
    return {
      type: 'keyboard-interactive',
      username: user,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(this.#answer(prompts, password)),
    };
  }

  /** Answers what can only be the question for the password, and that once: nothing else is told the secret. */
  #answer(prompts: readonly Prompt[], password: string): string[] {
    const isPassword = prompts.length === 1 && prompts[0]?.echo !== true && this.#answers++ === 0;
    return isPassword ? [password] : prompts.map(() => '');
  }

  async #agent(): Promise<BaseAgent> {
    const none = (sentence: string) => new TunnelError('no-agent', this.#hop.name, sentence);
    if (this.#settings.agent === null) {
      throw none('There is no SSH agent (SSH_AUTH_SOCK is not set). Start one, or choose another way of signing in.');
    }
    const agent = (await loadSsh2()).createAgent(this.#settings.agent);
    const count = await new Promise<number | null>((resolve) => {
      agent.getIdentities((error, keys) => resolve(error ? null : (keys?.length ?? 0)));
    });
    if (count === null)
      throw none('The SSH agent does not answer. Start it anew, or choose another way of signing in.');
    if (count === 0) throw none('The SSH agent holds no keys. Add one with ssh-add.');
    return agent;
  }

  #fail(sentence: string, wantsSecret = false): TunnelError {
    return new TunnelError('sign-in', this.#hop.name, `${describeHopFirst(this.#hop)} ${sentence}`, { wantsSecret });
  }
}

/** What the server takes instead, in its own words where they are ones. */
function otherWays(offered: readonly string[]): string {
  const known = offered.filter((way) => /^[a-z-]{1,30}$/.test(way));
  return known.length === 0 ? '' : ` (only ${known.join(', ')})`;
}
