import { join } from 'node:path';
import { explain } from '#core/database/problem.ts';
import { InvalidTargetError, MissingSecretError } from '#core/database/settings.ts';
import { type ConnectionTarget, targetFromUrl } from '#core/database/target.ts';
import { defaultDemoDirectory } from '#core/demo/laboratory.ts';
import type { Logger } from '#core/log.ts';
import type { SourceChoice } from '#core/source-choice.ts';
import type { Supply } from '#core/sources/database-source.ts';
import { tunnelSettings } from '#core/tunnel/settings.ts';
import type { SecretKind, ServerConnection } from '#shared/domain/profile.ts';
import { COMMAND_LINE_ID, targetOfCommandLine } from './command-line.ts';
import { DemoKeeper } from './demo-keeper.ts';
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
  readonly #demo: DemoKeeper;

  constructor(options: SupplyOptions) {
    const { source, log } = options;
    this.#options = options;
    this.#demo = new DemoKeeper({
      dataDir: (source.kind === 'demo' ? source.dataDir : undefined) ?? defaultDemoDirectory(),
      onProblem: (error) => log.warn({ reason: explain(error).reason }, 'demo'),
    });
  }

  /** What a source of this profile is connected to. */
  of(id: string): Supply {
    const { profiles, source } = this.#options;
    if (profiles.get(id)?.connection.kind === 'demo') return this.#demoSupply();
    const words = profiles.get(id)?.name ?? 'a database';
    if (id === COMMAND_LINE_ID && (source.kind === 'url' || source.kind === 'environment')) {
      return {
        words,
        target: async () => {
          const target = targetOfCommandLine(source);
          const connection = profiles.get(id)?.connection;
          if (connection?.kind !== 'server') return target;
          // What a person gave when it was asked for is newer than what the command line says.
          const given = (kind: SecretKind) => this.#options.secrets.read(id, kind, connection);
          const [password, passphrase] = [await given('password'), await given('keyPassphrase')];
          return {
            ...target,
            password: password ?? target.password,
            tls: { ...target.tls, passphrase: passphrase ?? target.tls.passphrase },
          };
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
        return this.target(connection, (kind) => this.#options.secrets.read(id, kind, connection));
      },
    };
  }

  /**
   * Where a connection leads.
   * @param secret of a kind; null: none is kept
   * @throws InvalidTargetError
   */
  async target(connection: ServerConnection, secret: SecretReader): Promise<ConnectionTarget> {
    // What is stored and cannot be read can be typed: it is asked for, and the reason said.
    const read: SecretReader = (kind) =>
      secret(kind).catch((error: unknown) => {
        throw error instanceof VaultError ? new MissingSecretError(kind, error.message) : error;
      });
    const secrets = { password: await read('password'), keyPassphrase: await read('keyPassphrase') };
    const target = { ...targetOfProfile(connection, secrets), schema: connection.schema };
    const knownHosts = join(this.#options.directory, 'known_hosts');
    return connection.tunnel === null
      ? target
      : { ...target, tunnel: tunnelSettings(connection.tunnel, { knownHosts, secret: read }) };
  }

  #demoSupply(): Supply {
    let hasJoined = false;
    return {
      words: 'the demo laboratory',
      target: async (progress, signal) => {
        if (!hasJoined) this.#demo.join();
        hasJoined = true;
        progress('Starting the demo laboratory.');
        try {
          const url = await this.#demo.url(progress);
          signal.throwIfAborted();
          return targetFromUrl(url, {});
        } catch (error) {
          throw new InvalidTargetError(explain(error).reason);
        }
      },
      end: async () => {
        if (hasJoined) await this.#demo.leave();
      },
    };
  }
}
