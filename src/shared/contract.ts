import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ActionDetails } from './domain/action.ts';
import type { ExperimentSummary } from './domain/experiment.ts';
import type { FeedEvent, FeedStatus } from './domain/feed.ts';
import { POLL_RANGE_MS } from './domain/feed.ts';
import type { Maze } from './domain/maze.ts';
import { TRIGGER_CHANGES, type TriggerOutcome, type TriggerPlan, type TriggerStatus } from './domain/triggers.ts';
import type { RunColumns } from './run/columns.ts';

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

/** What a read of the feed's state answers. */
export interface FeedReading {
  readonly revision: string;
  readonly status: FeedStatus;
  /** The server's clock at this answer, milliseconds since 1970: what ages are counted from. */
  readonly now: number;
  /** The last hundred changes of state, oldest first. */
  readonly events: readonly FeedEvent[];
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

/** What a viewer is connected to. */
export interface HostAbout {
  readonly kind: 'desktop' | 'web';
  readonly version: string;
  readonly demo: boolean;
}

const base = oc.errors({
  NOT_FOUND: { status: 404, message: 'There is no such row in this database.' },
  UNAVAILABLE: { status: 503, message: 'The database cannot be asked right now.' },
});

export const contract = {
  host: {
    about: base.output(type<HostAbout>()),
  },
  feed: {
    read: base.input(z.object({ after: revision, waitMs })).output(type<FeedReading>()),
    /** Skips the wait before the next attempt to connect. */
    retry: base.output(type<void>()),
    /** How often to read while polling; while notices come through it changes nothing. */
    setPollInterval: base
      .input(z.object({ ms: z.number().int().min(POLL_RANGE_MS.least).max(POLL_RANGE_MS.most) }))
      .output(type<void>()),
  },
  triggers: {
    read: base.output(type<TriggerStatus>()),
    /** What a change would run, to be shown before {@link contract.triggers.apply}. */
    plan: base.input(z.object({ change: z.enum(TRIGGER_CHANGES) })).output(type<TriggerPlan>()),
    /** Runs a plan that a person has seen, named by its digest. */
    apply: base
      .input(z.object({ change: z.enum(TRIGGER_CHANGES), digest: z.string().max(64) }))
      .output(type<TriggerOutcome>()),
  },
  experiments: {
    list: base.input(z.object({ after: revision, waitMs })).output(type<ExperimentsReading>()),
    tally: base.input(z.object({ ids: z.array(id).max(200) })).output(type<readonly Tally[]>()),
    details: base.input(z.object({ id })).output(type<ExperimentDetails>()),
  },
  mazes: {
    get: base.input(z.object({ id })).output(type<Maze>()),
  },
  runs: {
    read: base
      .input(
        z.object({
          experimentId: id,
          /** null reads from the first action. */
          after: z.string().max(4_000_000).nullable().default(null),
          limit: z.number().int().min(1).max(10_000).default(5_000),
          waitMs,
        }),
      )
      .output(type<RunReading>()),
    /**
     * One action in full. With the `version` of an earlier answer it waits for an UPDATE of the row: tokens and timings
     * are written after the turn. Answers when the row has another version, or with the same when the time is up.
     */
    action: base
      .input(z.object({ experimentId: id, actionId: id, after: z.string().max(100).nullable().default(null), waitMs }))
      .output(type<ActionDetails>()),
  },
};

export type Contract = typeof contract;
