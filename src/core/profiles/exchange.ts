import { userInfo } from 'node:os';
import { examine } from '#core/database/doctor.ts';
import { explain } from '#core/database/problem.ts';
import { InvalidTargetError } from '#core/database/settings.ts';
import { StorageError } from '#core/files/storage-error.ts';
import { registerTried } from '#core/redaction.ts';
import type { Viewer } from '#core/sources/viewer.ts';
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

/** Tests of connections that one viewer may run at the same time. */
const MOST_EXAMINATIONS = 3;

export interface ExchangeParts {
  readonly profiles: Profiles;
  readonly secrets: Secrets;
  readonly supplies: Supplies;
}

/** How profiles come in and go out, and how one is looked at before it is saved. */
export class ProfileExchange {
  readonly #parts: ExchangeParts;
  /** Each viewer's own: none pushes out another's, and none can name another's. */
  readonly #pasted = new WeakMap<Viewer, PastedSecrets>();
  readonly #examining = new WeakMap<Viewer, number>();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** What a pasted text says of a connection; its secrets stay here. */
  takeApart(text: string, viewer: Viewer): TakenApart {
    try {
      const taken = takeApart(text);
      return { fields: taken.fields, pasted: this.#pastedBy(viewer).keep(secretsOf(taken)), notes: taken.notes };
    } catch (error) {
      if (!(error instanceof InvalidTargetError)) throw error;
      return { fields: {}, pasted: null, notes: [error.message] };
    }
  }

  /** What was typed, and for what was not, what came with the pasted text; null where that is not known any more. */
  withPasted(given: GivenSecrets, pasted: string | null, viewer: Viewer): GivenSecrets | null {
    if (pasted === null) return given;
    const found = this.#pastedBy(viewer).find(pasted);
    return found && { ...found, ...given };
  }

  forgetPasted(name: string, viewer: Viewer): void {
    this.#pastedBy(viewer).forget(name);
  }

  /**
   * Looks at everything between here and the database of a draft. A kept secret is used where none is given, if it was
   * given for such a connection.
   */
  async *examine(
    { id, connection }: ProfileDraft,
    given: GivenSecrets,
    viewer: Viewer,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<CheckResult, void> {
    if (connection.kind === 'demo') return;
    const running = this.#examining.get(viewer) ?? 0;
    if (running >= MOST_EXAMINATIONS) {
      yield failure('Other tests of this window are still running. Stop them, or wait for their end.');
      return;
    }
    this.#examining.set(viewer, running + 1);
    try {
      for (const secret of Object.values(given)) registerTried(secret);
      const secret = async (kind: SecretKind): Promise<string | null> => {
        const typed = given[kind];
        if (typed !== undefined) return typed;
        return id === null ? null : await this.#parts.secrets.read(id, kind, connection);
      };
      const target = await this.#parts.supplies.target(connection, secret).catch((error: unknown) => explain(error));
      if ('reason' in target) {
        yield failure(target.reason);
        return;
      }
      yield* untilAborted(examine(target), signal);
    } finally {
      this.#examining.set(viewer, (this.#examining.get(viewer) ?? 1) - 1);
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
    const vault = await this.#parts.secrets.status();
    try {
      for (const key of keys) {
        const taken = await takeFound(key, process.env);
        const draft = newProfile(names.get(key) ?? 'PostgreSQL', complete(taken.fields));
        const outcome = await this.#parts.profiles.addNew(draft, secretsOf(taken));
        if (!outcome.done) return { done: false, sentence: outcome.sentence, added, notes };
        added.push(outcome.name);
        if (taken.password !== null && vault.kind !== 'keychain') {
          notes.push(
            `${outcome.name.slice(0, 60)}: its password is known until this program ends, and asked for after that.`,
          );
        }
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

  #pastedBy(viewer: Viewer): PastedSecrets {
    const pasted = this.#pasted.get(viewer) ?? new PastedSecrets();
    this.#pasted.set(viewer, pasted);
    return pasted;
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

/** Goes on until it ends or is aborted; the check that is under way then is not waited for. */
async function* untilAborted<T>(results: AsyncGenerator<T, void>, signal: AbortSignal | undefined) {
  const aborted = new Promise<null>((resolve) =>
    signal?.addEventListener('abort', () => resolve(null), { once: true }),
  );
  for (;;) {
    const next = signal?.aborted ? null : await Promise.race([results.next(), aborted]);
    if (next === null || next.done) {
      // Ends the connections of whatever is still being looked at.
      if (next === null) void results.return().catch(() => {});
      return;
    }
    yield next.value;
  }
}

function failure(sentence: string): CheckResult {
  return { name: 'name', state: 'failed', sentence, advice: null, ms: 0 };
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

function newProfile(name: string, connection: ServerConnection) {
  return {
    name,
    colour: 'blue' as const,
    environment: 'development' as const,
    connection,
    pollMs: POLL_RANGE_MS.usual,
    readOnly: false,
    favourite: false,
  } satisfies Omit<Profile, 'id'>;
}
