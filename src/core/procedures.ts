import { implement } from '@orpc/server';
import { contract, type HostAbout } from '#shared/contract.ts';
import { toColumns } from '#shared/run/columns.ts';
import type { Catalogue } from './experiments/catalogue.ts';
import type { Tallies } from './experiments/tallies.ts';
import type { Feed } from './feed/feed.ts';
import { changeTriggers } from './feed/install.ts';
import type { FeedState } from './feed/state.ts';
import type { Queries } from './feed/watch.ts';
import { decodeCursor, encodeCursor } from './runs/cursor.ts';
import { NotConnectedError, type RunReader } from './runs/reader.ts';
import type { RowVersions } from './runs/versions.ts';

/** What the procedures stand on. */
export interface ProcedureParts {
  readonly about: HostAbout;
  readonly state: FeedState;
  readonly catalogue: Catalogue;
  readonly tallies: Tallies;
  readonly reader: RunReader;
  readonly versions: RowVersions;
  /** null until the source (the demo, a URL) is there. */
  feed(): Feed | null;
}

/** Implements the contract. One router serves every viewer of a host, over whatever transport. */
export function createProcedures(parts: ProcedureParts) {
  const os = implement(contract);
  const queries = (errors: { UNAVAILABLE(): Error }): Queries => {
    const present = parts.feed()?.queries;
    if (!present) throw errors.UNAVAILABLE();
    return present;
  };
  return os.router({
    host: { about: os.host.about.handler(() => parts.about) },
    feed: {
      read: os.feed.read.handler(({ input, signal }) => parts.state.read(input.after, input.waitMs, signal)),
      retry: os.feed.retry.handler(() => parts.feed()?.retry()),
      setPollInterval: os.feed.setPollInterval.handler(({ input }) => parts.feed()?.setPollInterval(input.ms)),
    },
    triggers: {
      read: os.triggers.read.handler(({ errors }) => queries(errors).triggers.read()),
      plan: os.triggers.plan.handler(({ input, errors }) => queries(errors).triggers.plan(input.change)),
      apply: os.triggers.apply.handler(({ input, errors }) =>
        changeTriggers(queries(errors), input.change, input.digest, async () => parts.feed()?.review()),
      ),
    },
    experiments: {
      list: os.experiments.list.handler(({ input, signal }) => parts.catalogue.read(input.after, input.waitMs, signal)),
      tally: os.experiments.tally.handler(({ input, errors }) =>
        parts.tallies.read(input.ids, queries(errors).actions),
      ),
      details: os.experiments.details.handler(async ({ input, errors }) => {
        const details = await queries(errors).experiments.details(input.id);
        if (!details) throw errors.NOT_FOUND();
        return details;
      }),
    },
    mazes: {
      get: os.mazes.get.handler(async ({ input, errors }) => {
        const maze = await queries(errors).experiments.maze(input.id);
        if (!maze) throw errors.NOT_FOUND();
        return maze;
      }),
    },
    runs: {
      read: os.runs.read.handler(async ({ input, signal, errors }) => {
        try {
          const after = input.after === null ? parts.reader.beginning() : decodeCursor(input.after);
          const page = await parts.reader.read(input.experimentId, after ?? parts.reader.beginning(), {
            limit: input.limit,
            waitMs: input.waitMs,
            ...(signal ? { signal } : {}),
          });
          const { cursor, actions, caughtUp, reset } = page;
          return { cursor: encodeCursor(cursor), columns: toColumns(actions), caughtUp, reset };
        } catch (error) {
          if (error instanceof NotConnectedError) throw errors.UNAVAILABLE();
          throw error;
        }
      }),
      action: os.runs.action.handler(async ({ input, signal, errors }) => {
        if (input.after !== null) await parts.versions.change(input.actionId, input.after, input.waitMs, signal);
        const details = await queries(errors).actions.details(input.experimentId, input.actionId);
        if (!details) throw errors.NOT_FOUND();
        return details;
      }),
    },
  });
}
