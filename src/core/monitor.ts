import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { HostAbout } from '#shared/contract.ts';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import type { Profile } from '#shared/domain/profile.ts';
import { isSessionId } from '#shared/domain/session.ts';
import type { HostFiles } from './host-files.ts';
import type { Logger } from './log.ts';
import { createProcedures } from './procedures/index.ts';
import { ProfileExchange } from './profiles/exchange.ts';
import { openProfiles, type ProfilesOfHost } from './profiles/open.ts';
import { Supplies } from './profiles/supply.ts';
import type { Vault } from './profiles/vault.ts';
import { Exports } from './sessions/exports.ts';
import { Library } from './sessions/library.ts';
import { Recordings } from './sessions/recordings.ts';
import { SessionSettings } from './sessions/session-settings.ts';
import { SessionSource } from './sessions/session-source.ts';
import type { SourceChoice } from './source-choice.ts';
import { DatabaseSource } from './sources/database-source.ts';
import type { Source } from './sources/source.ts';
import { type CompletionListener, type Hold, Sources } from './sources/sources.ts';
import { Viewer } from './sources/viewer.ts';

/** For the last rows of recordings, and closing small ones. What is not closed by then is closed at the next start. */
const LAST_ROWS_MS = 2_500;

export interface MonitorOptions {
  /** What is watched first. */
  readonly source: SourceChoice;
  /** What is watched first where no profile was ever open: the demo, or nothing until a person chooses. */
  readonly otherwise: 'demo' | 'nothing';
  /**
   * How long the host itself watches what it began with: for as long as it runs, because programs stream from it, or
   * until a viewer has opened something.
   */
  readonly watchesStart: 'always' | 'until-viewed';
  readonly about: { readonly kind: 'desktop' | 'web'; readonly version: string };
  /** Where profiles are kept. */
  readonly directory: string;
  /** null: secrets are kept in memory only. */
  readonly vault: Vault | null;
  /** null where there is nobody before this machine. */
  readonly files: HostFiles | null;
  readonly log: Logger;
}

/** The monitor of a host: its profiles, the databases that are watched, and the contract's procedures on top. */
export class Monitor {
  /** The contract's router, for the RPC handlers of a host. Each call comes with who calls: {@link Monitor.join}. */
  readonly procedures: ReturnType<typeof createProcedures>;
  /** The sessions on this machine. */
  readonly library: Library;
  /** What is being recorded. */
  readonly recordings: Recordings;
  /** What is made of sessions and databases for others. */
  readonly exports: Exports;
  readonly #options: MonitorOptions;
  readonly #profiles: ProfilesOfHost['profiles'];
  readonly #sources: Sources;
  /** Where each source led when it was made. */
  readonly #madeOf = new Map<string, Profile['connection'] | null>();
  #start: Hold | null = null;
  #stopped: Promise<void> | null = null;

  private constructor(options: MonitorOptions, { profiles, secrets }: ProfilesOfHost) {
    this.#options = options;
    this.#profiles = profiles;
    const supplies = new Supplies({ profiles, secrets, ...options });
    const exchange = new ProfileExchange({ profiles, secrets, supplies });
    const settings = new SessionSettings(options.directory);
    this.library = new Library(join(options.directory, 'sessions'), settings, options.files, options.log);
    const find = (id: string) => this.library.pathOf(id);
    const make = (id: string): Source => {
      if (isSessionId(id)) return new SessionSource(id, find, () => this.library.noteOpened(id));
      this.#madeOf.set(id, profiles.get(id)?.connection ?? null);
      return new DatabaseSource({
        id,
        supply: supplies.of(id),
        pollMs: options.source.pollMs ?? profiles.get(id)?.pollMs ?? POLL_RANGE_MS.usual,
        log: options.log,
      });
    };
    this.#sources = new Sources(make, () => profiles.changed());
    this.recordings = new Recordings({
      sources: this.#sources,
      library: this.library,
      settings,
      version: options.about.version,
      profileName: (id) => profiles.get(id)?.name ?? null,
    });
    this.exports = new Exports({
      library: this.library,
      files: options.files,
      version: options.about.version,
      profileName: (id) => profiles.get(id)?.name ?? null,
    });
    profiles.connect(
      (id) => this.#sources.get(id) !== null,
      () => this.#followProfiles(),
    );
    const about: HostAbout = {
      ...options.about,
      demo: options.source.kind === 'demo',
      choosesFiles: options.files !== null,
      revealsFiles: options.files !== null,
    };
    this.procedures = createProcedures({
      about,
      files: options.files,
      profiles,
      sources: this.#sources,
      exchange,
      library: this.library,
      recordings: this.recordings,
      exports: this.exports,
    });
  }

  /**
   * Reads the profiles.
   * @throws UsageError when the one that is asked for does not exist
   */
  static async open(options: MonitorOptions): Promise<Monitor> {
    return new Monitor(options, await openProfiles(options));
  }

  /** What the host itself watches: what it was started with. */
  get own(): DatabaseSource | null {
    const source = this.#start?.source;
    return source instanceof DatabaseSource ? source : null;
  }

  /** Begins to watch what it was started with. Never throws: what goes wrong becomes the feed's state. */
  start(): void {
    this.library.start();
    const { start } = this.#profiles;
    if (start !== null && this.#stopped === null) this.#start = this.#sources.hold(start);
  }

  /** A viewer has connected. What it opens is watched until it closes it, or leaves. */
  join(): Viewer {
    return new Viewer(this.#sources, {
      profile: this.#profiles.start,
      source: () => this.own,
      viewed: () => this.#viewed(),
    });
  }

  /** Calls back when an experiment of any source is completed, after its last actions have come through. */
  onExperimentComplete(listener: CompletionListener): () => void {
    return this.#sources.onExperimentComplete(listener);
  }

  /** Ends all feeds, their connections, and the demo's database where there is one. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    // What is recorded has to be written before its source is gone.
    await Promise.race([this.recordings.end(), delay(LAST_ROWS_MS, undefined, { ref: false })]);
    await this.exports.stop();
    await this.library.stop();
    await Promise.all([this.#sources.stop(), this.#profiles.close()]);
  }

  /** Another process has changed profiles: sources follow those that lead elsewhere now. */
  #followProfiles(): void {
    for (const id of this.#sources.ids) {
      const connection = this.#profiles.get(id)?.connection;
      // One that was deleted is watched until its viewers have gone.
      if (connection && !isDeepStrictEqual(connection, this.#madeOf.get(id))) this.#sources.renew(id);
    }
  }

  #viewed(): void {
    if (this.#options.watchesStart === 'always') return;
    this.#start?.release();
    this.#start = null;
  }
}
