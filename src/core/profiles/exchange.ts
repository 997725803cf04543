import { userInfo } from 'node:os';
import { examine } from '#core/database/doctor.ts';
import { explain } from '#core/database/problem.ts';
import { InvalidTargetError } from '#core/database/settings.ts';
import { StorageError } from '#core/files/storage-error.ts';
import { registerSecret } from '#core/redaction.ts';
import type { ImportOutcome } from '#shared/contract.ts';
import type { CheckResult } from '#shared/domain/check.ts';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import {
  defaultTlsMode,
  type Profile,
  type ProfileDraft,
  type ProfileOffer,
  type SecretKind,
  type ServerConnection,
  type TakenApart,
} from '#shared/domain/profile.ts';
import { ExchangeError, exportProfiles, importProfiles } from './import/exchange.ts';
import type { ConnectionFields, TakenApart as TakenSecretly } from './import/fields.ts';
import { findConnections, takeFound } from './import/found.ts';
import { takeApart } from './import/take-apart.ts';
import { PastedSecrets } from './pasted.ts';
import type { GivenSecrets, Profiles } from './profiles.ts';
import type { Secrets } from './secrets.ts';
import type { Supplies } from './supply.ts';

export interface ExchangeParts {
  readonly profiles: Profiles;
  readonly secrets: Secrets;
  readonly supplies: Supplies;
}

/** How profiles come in and go out, and how one is looked at before it is saved. */
export class ProfileExchange {
  readonly #parts: ExchangeParts;
  readonly #pasted = new PastedSecrets();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** What a pasted text says of a connection; its secrets stay here. */
  takeApart(text: string): TakenApart {
    try {
      const taken = takeApart(text);
      return { fields: taken.fields, pasted: this.#pasted.keep(secretsOf(taken)), notes: taken.notes };
    } catch (error) {
      if (!(error instanceof InvalidTargetError)) throw error;
      return { fields: {}, pasted: null, notes: [error.message] };
    }
  }

  /** What was typed, and for what was not, what came with the pasted text. */
  withPasted(given: GivenSecrets, pasted: string | null): GivenSecrets {
    return { ...this.#pasted.find(pasted), ...given };
  }

  forgetPasted(name: string): void {
    this.#pasted.forget(name);
  }

  /** Looks at everything between here and the database of a draft, with its kept secrets where none are given. */
  async *examine(
    { id, connection }: ProfileDraft,
    given: GivenSecrets,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<CheckResult, void> {
    if (connection.kind === 'demo') return;
    for (const secret of Object.values(given)) registerSecret(secret);
    const secret = async (kind: SecretKind): Promise<string | null> => {
      const typed = given[kind];
      if (typed !== undefined) return typed;
      return id === null ? null : await this.#parts.secrets.read(id, kind);
    };
    const target = await this.#parts.supplies.target(connection, secret).catch((error: unknown) => explain(error));
    if ('reason' in target) {
      yield { name: 'name', state: 'failed', sentence: target.reason, advice: null, ms: 0 };
      return;
    }
    for await (const result of examine(target)) {
      if (signal?.aborted) return;
      yield result;
    }
  }

  /** What libpq's own files and variables describe on this machine. */
  async offers(): Promise<readonly ProfileOffer[]> {
    const { connections } = await findConnections(process.env);
    return connections.map(({ id, source, suggestedName, fields, notes }) => {
      const { host, port, database, user } = complete(fields);
      return { key: id, found: source, name: suggestedName, where: `${user}@${host}:${port}/${database}`, notes };
    });
  }

  /** Makes profiles of offers. */
  async take(keys: readonly string[]): Promise<ImportOutcome> {
    const { connections } = await findConnections(process.env);
    const names = new Map(connections.map(({ id, suggestedName }) => [id, suggestedName]));
    const notes: string[] = [];
    const added: string[] = [];
    try {
      for (const key of keys) {
        const taken = await takeFound(key, process.env);
        const draft = newProfile(names.get(key) ?? 'PostgreSQL', complete(taken.fields));
        const outcome = await this.#parts.profiles.addNew(draft, secretsOf(taken));
        if (!outcome.done) return { done: false, sentence: outcome.sentence, added, notes };
        added.push(outcome.name);
        notes.push(...taken.notes.map((note) => `${outcome.name.slice(0, 60)}: ${note}`));
      }
      return { done: true, sentence: countAdded(added.length), added, notes };
    } catch (error) {
      if (!(error instanceof InvalidTargetError)) throw error;
      return { done: false, sentence: error.message, added, notes };
    }
  }

  /** Profiles as a file to hand on, without secrets. */
  export(ids: readonly string[]): string {
    const chosen = ids.flatMap((id) => this.#parts.profiles.get(id) ?? []);
    return exportProfiles(chosen.filter(({ connection }) => connection.kind !== 'demo'));
  }

  /** Reads such a file. Nothing that is there is replaced. */
  async import(text: string): Promise<ImportOutcome> {
    try {
      const { profiles, notes } = importProfiles(text, this.#parts.profiles.all());
      await this.#parts.profiles.add(profiles);
      return {
        done: profiles.length > 0,
        sentence: profiles.length > 0 ? countAdded(profiles.length) : 'There is no profile in it that can be used.',
        added: profiles.map(({ name }) => name),
        notes,
      };
    } catch (error) {
      if (!(error instanceof ExchangeError || error instanceof StorageError)) throw error;
      return { done: false, sentence: error.message, added: [], notes: [] };
    }
  }
}

function countAdded(count: number): string {
  return count === 1 ? '1 profile was imported.' : `${count} profiles were imported.`;
}

function secretsOf({ password, keyPassphrase }: TakenSecretly): GivenSecrets {
  return {
    ...(password === null ? {} : { password }),
    ...(keyPassphrase === null ? {} : { keyPassphrase }),
  };
}

/** With libpq's defaults for what was not said. */
function complete({ tls, ...said }: ConnectionFields): ServerConnection {
  const host = said.host ?? 'localhost';
  const user = said.user ?? userInfo().username;
  return {
    kind: 'server',
    host,
    port: said.port ?? 5_432,
    database: said.database ?? user,
    user,
    tls: { mode: defaultTlsMode(host), authorities: null, certificate: null, key: null, ...tls },
    tunnel: null,
    schema: said.schema ?? null,
  };
}

function newProfile(name: string, connection: ServerConnection): Omit<Profile, 'id'> {
  return {
    name,
    colour: 'blue',
    environment: 'development',
    connection,
    pollMs: POLL_RANGE_MS.usual,
    readOnly: false,
    favourite: false,
  };
}
