import { implement } from '@orpc/server';
import type { Queries } from '#core/feed/watch.ts';
import { BEFORE_ALL, decodeCursor, encodeCursor } from '#core/runs/cursor.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import type { Source } from '#core/sources/source.ts';
import { contract } from '#shared/contract.ts';
import type { ViewerContext } from './context.ts';

interface Refusals {
  NOT_OPEN(): Error;
}
interface QueryRefusals extends Refusals {
  UNAVAILABLE(): Error;
}

/** What a call says of its source, and who calls. */
interface Asked {
  readonly input: { readonly source: string | null };
  readonly context: ViewerContext;
}

/** The source that a call is about. */
export function sourceOf<Errors extends Refusals>({
  input,
  context,
  errors,
}: Asked & { readonly errors: Errors }): Source {
  const source = context.viewer.source(input.source);
  if (!source) throw errors.NOT_OPEN();
  return source;
}

/** The queries of its present connection. */
export function queriesOf<Errors extends QueryRefusals>(call: Asked & { readonly errors: Errors }): Queries {
  const { queries } = sourceOf(call);
  if (!queries) throw call.errors.UNAVAILABLE();
  return queries;
}

/** Everything that is read from a source. */
export function watchingProcedures() {
  const os = implement(contract).$context<ViewerContext>();
  return {
    feed: {
      read: os.feed.read.handler((call) => sourceOf(call).read(call.input.after, call.input.waitMs, call.signal)),
      retry: os.feed.retry.handler((call) => sourceOf(call).retry()),
      setPollInterval: os.feed.setPollInterval.handler((call) => sourceOf(call).setPollInterval(call.input.ms)),
    },
    experiments: {
      list: os.experiments.list.handler((call) =>
        sourceOf(call).catalogue.read(call.input.after, call.input.waitMs, call.signal),
      ),
      tally: os.experiments.tally.handler((call) =>
        sourceOf(call).tallies.read(call.input.ids, queriesOf(call).actions),
      ),
      details: os.experiments.details.handler(async (call) => {
        const details = await queriesOf(call).experiments.details(call.input.id);
        if (!details) throw call.errors.NOT_FOUND();
        return details;
      }),
    },
    mazes: {
      get: os.mazes.get.handler(async (call) => {
        const maze = await queriesOf(call).experiments.maze(call.input.id);
        if (!maze) throw call.errors.NOT_FOUND();
        return maze;
      }),
    },
    runs: {
      read: os.runs.read.handler(async (call) => {
        const { input, signal, errors } = call;
        const { reader } = sourceOf(call);
        try {
          const after = input.after === null ? null : decodeCursor(input.after);
          const from = after ?? reader.beginning(input.after === null);
          const options = { limit: input.limit, waitMs: input.waitMs, ...(signal ? { signal } : {}) };
          const page =
            input.sights === 'later'
              ? await reader.readColumns(input.experimentId, from, options)
              : await reader.read(input.experimentId, from, options);
          const { cursor, caughtUp, reset } = page;
          return { cursor: encodeCursor(cursor), columns: page.columns(), caughtUp, reset };
        } catch (error) {
          if (error instanceof NotConnectedError) throw errors.UNAVAILABLE();
          throw error;
        }
      }),
      sights: os.runs.sights.handler((call) =>
        queriesOf(call).sights.read(call.input.experimentId, call.input.after ?? BEFORE_ALL),
      ),
      usage: os.runs.usage.handler((call) =>
        queriesOf(call).usage.read(call.input.experimentId, call.input.after ?? BEFORE_ALL),
      ),
      search: os.runs.search.handler((call) =>
        queriesOf(call).search.read(call.input.experimentId, call.input.text, call.input.after ?? BEFORE_ALL),
      ),
      action: os.runs.action.handler(async (call) => {
        const { input, signal, errors } = call;
        if (input.after !== null) {
          await sourceOf(call).versions.change(input.actionId, input.after, input.waitMs, signal);
        }
        const details = await queriesOf(call).actions.details(input.experimentId, input.actionId);
        if (!details) throw errors.NOT_FOUND();
        return details;
      }),
    },
  };
}
