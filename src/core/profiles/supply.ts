import { join } from 'node:path';
import { NoPasswordError } from '#core/database/pass-file.ts';
import { explain } from '#core/database/problem.ts';
import { InvalidTargetError } from '#core/database/settings.ts';
import { type ConnectionTarget, targetFromUrl } from '#core/database/target.ts';
import { type DemoLaboratory, defaultDemoDirectory, startDemo } from '#core/demo/laboratory.ts';
import type { Logger } from '#core/log.ts';
import type { SourceChoice } from '#core/source-choice.ts';
import type { Supply } from '#core/sources/source.ts';
import { tunnelSettings } from '#core/tunnel/settings.ts';
import type { SecretKind, ServerConnection } from '#shared/domain/profile.ts';
import { COMMAND_LINE_ID, targetOfCommandLine } from './command-line.ts';
import type { Profiles } from './profiles.ts';
import type { Secrets } from './secrets.ts';
import { targetOfProfile } from './target.ts';
import { VaultError } from './vault.ts';

export interface SupplyOptions {
  readonly profiles: Profiles;
  readonly secrets: Secrets;
  /** What was given on the command line. */
  readonly source: SourceChoice;
  /** Where our own file of known SSH hosts is. */
  readonly directory: string;
  readonly log: Logger;
}

/** Answers a secret of one profile; null where none is kept. */
export type SecretReader = (kind: SecretKind) => Promise<string | null>;

/** Finds out where each profile leads, with its secrets, whenever it is to be connected. */
export class Supplies {
  readonly #options: SupplyOptions;

  constructor(options: SupplyOptions) {
    this.#options = options;
  }

  /** What a source of this profile is connected to. */
  of(id: string): Supply {
    const { profiles, source } = this.#options;
    if (profiles.get(id)?.connection.kind === 'demo') return this.#demo();
    const words = profiles.get(id)?.name ?? 'a database';
    if (id === COMMAND_LINE_ID && (source.kind === 'url' || source.kind === 'environment')) {
      return {
        words,
        target: async () => {
          const target = targetOfCommandLine(source);
          // One that a person gave when it was asked for is newer than what the command line says.
          const password = await this.#options.secrets.read(id, 'password');
          return password === null ? target : { ...target, password };
        },
      };
    }
    return {
      words,
      target: async () => {
        const connection = profiles.get(id)?.connection;
        if (connection?.kind !== 'server') {
          throw new InvalidTargetError('This profile was deleted. Switch to another one.');
        }
        return this.target(connection, (kind) => this.#options.secrets.read(id, kind));
      },
    };
  }

  /**
   * Where a connection leads.
   * @param secret of a kind; null: none is kept
   * @throws InvalidTargetError
   */
  async target(connection: ServerConnection, secret: SecretReader): Promise<ConnectionTarget> {
    const read: SecretReader = (kind) => secret(kind).catch(askInstead);
    const secrets = { password: await read('password'), keyPassphrase: await read('keyPassphrase') };
    const target = { ...targetOfProfile(connection, secrets), schema: connection.schema };
    const knownHosts = join(this.#options.directory, 'known_hosts');
    return connection.tunnel === null
      ? target
      : { ...target, tunnel: tunnelSettings(connection.tunnel, { knownHosts, secret: read }) };
  }

  #demo(): Supply {
    const { source, log } = this.#options;
    const dataDir = (source.kind === 'demo' ? source.dataDir : undefined) ?? defaultDemoDirectory();
    let demo: Promise<DemoLaboratory> | null = null;
    return {
      words: 'the demo laboratory',
      target: async (progress, signal) => {
        progress('Starting the demo laboratory.');
        demo ??= startDemo({
          dataDir,
          onProgress: progress,
          onProblem: (error) => log.warn({ reason: explain(error).reason }, 'demo'),
          signal,
        });
        try {
          return targetFromUrl((await demo).url, {});
        } catch (error) {
          // "Try now" starts it again.
          demo = null;
          throw new InvalidTargetError(explain(error).reason);
        }
      },
      end: async () => (await demo?.catch(() => null))?.stop(),
    };
  }
}

// What is stored and cannot be read can be typed: it is asked for, and the reason said.
function askInstead(error: unknown): never {
  throw error instanceof VaultError ? new NoPasswordError(error.message) : error;
}
