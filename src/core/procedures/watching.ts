import { implement } from '@orpc/server';
import type { Queries } from '#core/feed/watch.ts';
import { NotConnectedError } from '#core/runs/reader.ts';
import { DatabaseSource } from '#core/sources/database-source.ts';
import type { Source } from '#core/sources/source.ts';
import { contract } from '#shared/contract.ts';
import type { ViewerContext } from './context.ts';

interface Refusals {
  NOT_OPEN(): Error;
}
interface QueryRefusals extends Refusals {
  UNAVAILABLE(): Error;
}
interface RowRefusals extends QueryRefusals {
  NOT_FOUND(): Error;
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

/** The source that a call is about, where it is a database. */
export function databaseOf<Errors extends QueryRefusals>(call: Asked & { readonly errors: Errors }): DatabaseSource {
  const source = sourceOf(call);
  if (!(source instanceof DatabaseSource)) throw call.errors.UNAVAILABLE();
  return source;
}

/** The queries of its present connection. */
export function queriesOf<Errors extends QueryRefusals>(call: Asked & { readonly errors: Errors }): Queries {
  const { queries } = databaseOf(call);
  if (!queries) throw call.errors.UNAVAILABLE();
  return queries;
}

/** What the source of a call answers; what it cannot answer right now becomes the contract's error. */
async function answer<Errors extends QueryRefusals, T>(
  call: Asked & { readonly errors: Errors },
  ask: (source: Source) => Promise<T>,
): Promise<T> {
  try {
    return await ask(sourceOf(call));
  } catch (error) {
    if (error instanceof NotConnectedError) throw call.errors.UNAVAILABLE();
    throw error;
  }
}

/** The same for a row that may not exist. */
async function row<Errors extends RowRefusals, T>(
  call: Asked & { readonly errors: Errors },
  ask: (source: Source) => Promise<T | null>,
): Promise<T> {
  const found = await answer(call, ask);
  if (found === null) throw call.errors.NOT_FOUND();
  return found;
}

/** Everything that is read from a source. */
export function watchingProcedures() {
  const os = implement(contract).$context<ViewerContext>();
  return {
    feed: {
      read: os.feed.read.handler((call) =>
        sourceOf(call).feed(call.input.after, { waitMs: call.input.waitMs, signal: call.signal }),
      ),
      retry: os.feed.retry.handler((call) => sourceOf(call).retry()),
      setPollInterval: os.feed.setPollInterval.handler((call) => databaseOf(call).setPollInterval(call.input.ms)),
    },
    experiments: {
      list: os.experiments.list.handler((call) =>
        sourceOf(call).experiments(call.input.after, { waitMs: call.input.waitMs, signal: call.signal }),
      ),
      tally: os.experiments.tally.handler((call) => answer(call, (source) => source.tally(call.input.ids))),
      details: os.experiments.details.handler((call) => row(call, (source) => source.experiment(call.input.id))),
    },
    mazes: {
      get: os.mazes.get.handler((call) => row(call, (source) => source.maze(call.input.id))),
    },
    runs: {
      read: os.runs.read.handler((call) =>
        answer(call, (source) => source.run({ ...call.input, signal: call.signal })),
      ),
      sights: os.runs.sights.handler((call) =>
        answer(call, (source) => source.sights(call.input.experimentId, call.input.after)),
      ),
      usage: os.runs.usage.handler((call) =>
        answer(call, (source) => source.usage(call.input.experimentId, call.input.after)),
      ),
      search: os.runs.search.handler((call) =>
        answer(call, (source) => source.search(call.input.experimentId, call.input.text, call.input.after)),
      ),
      action: os.runs.action.handler((call) => {
        const { experimentId, actionId, after, waitMs } = call.input;
        return row(call, (source) => source.action(experimentId, actionId, after, { waitMs, signal: call.signal }));
      }),
    },
  };
}
