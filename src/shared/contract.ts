import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ActionDetails } from './domain/action.ts';
import type { CheckResult } from './domain/check.ts';
import type { ExperimentSummary } from './domain/experiment.ts';
import type { FeedEvent, FeedStatus } from './domain/feed.ts';
import type { Maze } from './domain/maze.ts';
import { POLL_RANGE_MS } from './domain/poll-range.ts';
import {
  type ProfileEntry,
  type ProfileOffer,
  profileDraftSchema,
  profileSchema,
  SECRET_KINDS,
  type TakenApart,
  type VaultStatus,
} from './domain/profile.ts';
import {
  automaticRecordingSchema,
  EXPORT_FORMATS,
  type ExportProgress,
  type RecordingsReading,
  recordingChoiceSchema,
  type SessionBookmark,
  type SessionsReading,
  sessionBookmarkSchema,
  sessionSelectionSchema,
} from './domain/session.ts';
import { TRIGGER_CHANGES, type TriggerOutcome, type TriggerPlan, type TriggerStatus } from './domain/triggers.ts';
import type { RunColumns } from './run/columns.ts';
import type { RunKey, Sights } from './run/sights.ts';
import type { UsageColumns } from './run/usage.ts';

/**
 * Every procedure between a viewer and a host. What a viewer sends is validated here; what a host answers is typed
 * here and made by our own code, so it is not validated again on the way out.
 *
 * Whatever changes is *pulled*: the viewer says what it has (`after`) and how long it would wait for more; the host
 * answers at once when there is more, or when the time is up. A slow viewer gets larger answers instead of a queue.
 */

/** The longest a read may wait. Short enough that a dead transport is noticed by the answer that does not come. */
export const MAX_WAIT_MS = 25_000;

const id = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const waitMs = z.number().int().min(0).max(MAX_WAIT_MS).default(0);
const revision = z.string().max(64).nullable().default(null);
/** A profile's id, a session's (`session:…`), or a recording's. */
const profileId = z.string().min(1).max(64);
/**
 * Which source is asked: the id of a profile or a session that this viewer has opened; null for the one that the host was started
 * with.
 */
const source = profileId.nullable().default(null);
const ofSource = z.object({ source }).prefault({});
/** Where a reading of a run left off; null: before its first action. Actions without a step number are at −2^31 − 1. */
const runKey = z
  .object({ step: z.number().int().min(-2_147_483_649), id: z.number().int() })
  .nullable()
  .default(null);
/** Long enough for a private key's passphrase or a token that is used as a password. */
const secret = z.string().max(4_096);
/** Secrets by kind: null forgets one, one that is left out stays as it is. */
const secrets = z.partialRecord(z.enum(SECRET_KINDS), secret.nullable()).default({});
/** How long to keep what is given. */
const keep = z.enum(['session', 'stored']);
/** A path on the host's machine. */
const filePath = z.string().min(1).max(4_096);
/** Text that a person pasted, or a file that they chose. */
const MOST_PASTED = 1_000_000;

/** What a read of the feed's state answers. */
export interface FeedReading {
  readonly revision: string;
  readonly status: FeedStatus;
  /** The server's clock at this answer, milliseconds since 1970: what ages are counted from. */
  readonly now: number;
  /** The last hundred changes of state, oldest first. */
  readonly events: readonly FeedEvent[];
  /** Tells one database from another: what was read of the former one means nothing when it changes. */
  readonly place: string;
}

/** The profiles, and what there is to say about how they are kept. */
export interface ProfilesReading {
  readonly revision: string;
  readonly entries: readonly ProfileEntry[];
  readonly vault: VaultStatus;
  /** The profile that a window begins with; null where a person has to choose. */
  readonly start: string | null;
  /** What is wrong with the file of the profiles, as a sentence; null when nothing is. */
  readonly problem: string | null;
  /** True when the last good copy of that file can be taken instead. */
  readonly canRestore: boolean;
}

/** How a change went: done, or why not and what to do. */
export interface Outcome {
  readonly done: boolean;
  /** null where there is nothing to say. */
  readonly sentence: string | null;
}

/** A saved profile. */
export interface SaveOutcome extends Outcome {
  readonly id: string | null;
}

/** What an import brought. */
export interface ImportOutcome extends Outcome {
  readonly added: readonly string[];
  /** What was not taken over, as sentences. */
  readonly notes: readonly string[];
}

/** What changed in the list of experiments. */
export interface ExperimentsReading {
  readonly revision: string;
  /** True: forget what was read before; the host started again or lists another database. */
  readonly reset: boolean;
  readonly changed: readonly ExperimentSummary[];
  readonly removed: readonly number[];
  /** True: more can be read at once. */
  readonly more: boolean;
  /** How many experiments the host has read so far, and how many there are, while it is still reading. */
  readonly loading: { readonly read: number; readonly total: number } | null;
}

/** Counts over a whole run, asked for where they are looked at. */
export interface Tally {
  readonly id: number;
  readonly wallHits: number;
}

/** All columns of an experiment's row, as text or JSON. */
export interface ExperimentDetails {
  readonly summary: ExperimentSummary;
  readonly columns: readonly { readonly name: string; readonly value: unknown }[];
}

/** Everything after a cursor. */
export interface RunReading {
  /** Give this back to read on. */
  readonly cursor: string;
  readonly columns: RunColumns;
  /** False while more can be read at once. */
  readonly caughtUp: boolean;
  /** True: forget the run as it was read before, the table was emptied or replaced; this begins anew. */
  readonly reset: boolean;
}

/** What was first seen in the next stretch of a run. */
export interface SightsReading {
  readonly sights: Sights;
  /** Give this back to read on; null: this was the end of the run. */
  readonly next: RunKey | null;
}

/** What the model calls in the next stretch of a run used. */
export interface UsageReading {
  readonly usage: UsageColumns;
  /** Give this back to read on; null: this was the end of the run. */
  readonly next: RunKey | null;
}

/** A place in a run's texts where a searched text stands. */
export interface SearchHit {
  readonly id: number;
  readonly step: number;
  readonly field: 'reasoning' | 'answer';
  /** The text around it, on one line. */
  readonly excerpt: string;
  /** Where in the excerpt it stands. */
  readonly at: number;
  readonly length: number;
}

/** The hits in the next stretch of a run. */
export interface SearchReading {
  readonly hits: readonly SearchHit[];
  /** Give this back to search on; null: this was the end of the run. */
  readonly next: RunKey | null;
}

/** What a viewer is connected to. */
export interface HostAbout {
  readonly kind: 'desktop' | 'web';
  readonly version: string;
  readonly demo: boolean;
  /** True where {@link contract.host.chooseFile} opens the system's own dialog. */
  readonly choosesFiles: boolean;
  /** True where {@link contract.sessions.reveal} shows a file in the system's file manager. */
  readonly revealsFiles: boolean;
}

const base = oc.errors({
  NOT_FOUND: { status: 404, message: 'There is no such row in this database.' },
  UNAVAILABLE: { status: 503, message: 'The database cannot be asked right now.' },
  TOO_MANY: { status: 429, message: 'This viewer has too many profiles open. Close one of them.' },
  NOT_OPEN: { status: 409, message: 'This viewer has not opened that profile.' },
});

export const contract = {
  host: {
    about: base.output(type<HostAbout>()),
    /** Has a person choose a file on the host's machine; null where they chose none, or the host cannot ask. */
    chooseFile: base.output(type<string | null>()),
  },
  profiles: {
    read: base.input(z.object({ after: revision, waitMs })).output(type<ProfilesReading>()),
    /** Adds a profile (without an id), or changes one. One that is open is connected anew where it leads elsewhere. */
    save: base
      .input(
        z.object({
          profile: profileDraftSchema,
          secrets,
          /** Names a password that came with a pasted text ({@link contract.profiles.takeApart}). */
          pasted: z.string().max(64).nullable().default(null),
          keep,
          /** What was edited: it is refused where something else is saved by now. null: whatever is there is replaced. */
          edited: profileSchema.nullable().default(null),
        }),
      )
      .output(type<SaveOutcome>()),
    setFavourite: base.input(z.object({ id: profileId, favourite: z.boolean() })).output(type<Outcome>()),
    duplicate: base.input(z.object({ id: profileId })).output(type<SaveOutcome>()),
    /** Until the host ends it can be taken back. */
    remove: base.input(z.object({ id: profileId })).output(type<Outcome>()),
    restore: base.input(z.object({ id: profileId })).output(type<Outcome>()),
    /** What to do about a file of profiles that could not be used: take the last good copy, or go on without it. */
    settleFile: base.input(z.object({ take: z.boolean() })).output(type<Outcome>()),
    /** Takes a URL, a `key=value` string or a command line of psql apart. What it says of a password stays in the host. */
    takeApart: base.input(z.object({ text: z.string().max(MOST_PASTED) })).output(type<TakenApart>()),
    /** Looks at everything between the host and a database, step by step; nothing is saved. */
    examine: base
      .input(z.object({ profile: profileDraftSchema, secrets, pasted: z.string().max(64).nullable().default(null) }))
      .output(eventIterator(type<CheckResult>())),
    /** What libpq's own files and variables offer. */
    offers: base.output(type<readonly ProfileOffer[]>()),
    take: base.input(z.object({ keys: z.array(z.string().max(300)).max(1_000) })).output(type<ImportOutcome>()),
    /** Profiles as a file, without secrets. */
    export: base.input(z.object({ ids: z.array(profileId).max(10_000) })).output(type<{ readonly text: string }>()),
    import: base.input(z.object({ text: z.string().max(MOST_PASTED) })).output(type<ImportOutcome>()),
    /** Gives a secret that a source asks for, and lets it go on. */
    supply: base.input(z.object({ id: profileId, kind: z.enum(SECRET_KINDS), secret, keep })).output(type<Outcome>()),
    /** Accepts the key of an SSH server that a source asks about: the one that was shown, named by its fingerprint. */
    acceptHostKey: base.input(z.object({ id: profileId, fingerprint: z.string().max(200) })).output(type<Outcome>()),
  },
  sources: {
    /** Connects a profile for this viewer; only then can it be read from. */
    open: base.input(z.object({ profile: profileId })).output(type<void>()),
    /** Ends that; the last viewer's end is the feed's. */
    close: base.input(z.object({ profile: profileId })).output(type<void>()),
  },
  sessions: {
    /** The library. */
    read: base.input(z.object({ after: revision, waitMs })).output(type<SessionsReading>()),
    /** Adds a file to the library; null has a person choose one on the host's machine. `id` is the session. */
    add: base.input(z.object({ path: filePath.nullable() })).output(type<SaveOutcome>()),
    /** What people say of a session; what is left out stays as it is. */
    change: base
      .input(
        z.object({
          id: profileId,
          name: z.string().trim().min(1).max(200).optional(),
          notes: z.string().max(100_000).optional(),
          tags: z.array(z.string().trim().min(1).max(100)).max(100).optional(),
        }),
      )
      .output(type<Outcome>()),
    /** Into the library's own trash, from which it can be taken back for thirty days. */
    remove: base.input(z.object({ id: profileId })).output(type<Outcome>()),
    restore: base.input(z.object({ id: profileId })).output(type<Outcome>()),
    /** Shows the file in the system's file manager. */
    reveal: base.input(z.object({ id: profileId })).output(type<Outcome>()),
    /** Looks into another folder too; null has a person choose one. */
    addFolder: base.input(z.object({ path: filePath.nullable() })).output(type<Outcome>()),
    removeFolder: base.input(z.object({ path: filePath })).output(type<Outcome>()),
    bookmarks: base.input(z.object({ id: profileId })).output(type<readonly SessionBookmark[]>()),
    /** Replaces all bookmarks of a session. */
    setBookmarks: base
      .input(z.object({ id: profileId, bookmarks: z.array(sessionBookmarkSchema).max(10_000) }))
      .output(type<Outcome>()),
    /** Writes a part of a source (a database or a session) into another session, or into a file of another kind. */
    export: base
      .input(
        z.object({
          source,
          selection: sessionSelectionSchema.prefault({}),
          format: z.enum(EXPORT_FORMATS),
          name: z.string().trim().min(1).max(200),
        }),
      )
      .output(eventIterator(type<ExportProgress>())),
  },
  recordings: {
    read: base.input(z.object({ after: revision, waitMs })).output(type<RecordingsReading>()),
    /** Begins to record a profile; `id` is the recording. */
    start: base.input(z.object({ source, choice: recordingChoiceSchema.prefault({}) })).output(type<SaveOutcome>()),
    stop: base.input(z.object({ id: profileId })).output(type<Outcome>()),
    setAutomatic: base.input(automaticRecordingSchema).output(type<Outcome>()),
    clearAutomatic: base.input(z.object({ profile: profileId })).output(type<Outcome>()),
  },
  feed: {
    read: base.input(z.object({ source, after: revision, waitMs })).output(type<FeedReading>()),
    /** Skips the wait before the next attempt to connect. */
    retry: base.input(ofSource).output(type<void>()),
    /** How often to read while polling; while notices come through it changes nothing. */
    setPollInterval: base
      .input(z.object({ source, ms: z.number().int().min(POLL_RANGE_MS.least).max(POLL_RANGE_MS.most) }))
      .output(type<void>()),
  },
  triggers: {
    read: base.input(ofSource).output(type<TriggerStatus>()),
    /** What a change would run, to be shown before {@link contract.triggers.apply}. */
    plan: base.input(z.object({ source, change: z.enum(TRIGGER_CHANGES) })).output(type<TriggerPlan>()),
    /** Runs a plan that a person has seen, named by its digest. In production the profile's name confirms it. */
    apply: base
      .input(
        z.object({
          source,
          change: z.enum(TRIGGER_CHANGES),
          digest: z.string().max(64),
          confirmation: z.string().max(10_000).nullable().default(null),
        }),
      )
      .output(type<TriggerOutcome>()),
  },
  experiments: {
    list: base.input(z.object({ source, after: revision, waitMs })).output(type<ExperimentsReading>()),
    tally: base.input(z.object({ source, ids: z.array(id).max(200) })).output(type<readonly Tally[]>()),
    details: base.input(z.object({ source, id })).output(type<ExperimentDetails>()),
  },
  mazes: {
    get: base.input(z.object({ source, id })).output(type<Maze>()),
  },
  runs: {
    read: base
      .input(
        z.object({
          source,
          experimentId: id,
          /** null reads from the first action. */
          after: z.string().max(4_000_000).nullable().default(null),
          limit: z.number().int().min(1).max(100_000).default(5_000),
          /**
           * With what was seen, as usual; or later: as long as the run is read from its beginning, what was seen is left
           * out and asked for with {@link contract.runs.sights}. A long run can so be shown five times sooner.
           */
          sights: z.enum(['with', 'later']).default('with'),
          waitMs,
        }),
      )
      .output(type<RunReading>()),
    /** What was seen in a run, from its beginning on, stretch by stretch; actions that came later bring their own. */
    sights: base.input(z.object({ source, experimentId: id, after: runKey })).output(type<SightsReading>()),
    /** Tokens, costs and durations of a run, from its beginning on, stretch by stretch. */
    usage: base.input(z.object({ source, experimentId: id, after: runKey })).output(type<UsageReading>()),
    /** Where a text stands in the reasoning and the answers of a run, stretch by stretch; case does not matter. */
    search: base
      .input(z.object({ source, experimentId: id, text: z.string().min(1).max(200), after: runKey }))
      .output(type<SearchReading>()),
    /**
     * One action in full. With the `version` of an earlier answer it waits for an UPDATE of the row: tokens and timings
     * are written after the turn. Answers when the row has another version, or with the same when the time is up.
     */
    action: base
      .input(
        z.object({
          source,
          experimentId: id,
          actionId: id,
          after: z.string().max(100).nullable().default(null),
          waitMs,
        }),
      )
      .output(type<ActionDetails>()),
  },
};

export type Contract = typeof contract;
