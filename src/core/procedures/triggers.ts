import { implement } from '@orpc/server';
import { changeTriggers } from '#core/feed/install.ts';
import type { Profiles } from '#core/profiles/profiles.ts';
import { refuseWriting } from '#core/profiles/writing.ts';
import { contract } from '#shared/contract.ts';
import type { TriggerOutcome } from '#shared/domain/triggers.ts';
import type { ViewerContext } from './context.ts';
import { databaseOf, queriesOf } from './watching.ts';

/** The triggers of a source's database: the only thing that is ever written there. */
export function triggerProcedures(profiles: Profiles) {
  const os = implement(contract).$context<ViewerContext>();
  return {
    triggers: {
      read: os.triggers.read.handler((call) => queriesOf(call).triggers.read()),
      plan: os.triggers.plan.handler((call) => queriesOf(call).triggers.plan(call.input.change)),
      apply: os.triggers.apply.handler(async (call): Promise<TriggerOutcome> => {
        const source = databaseOf(call);
        const { change, digest, confirmation } = call.input;
        const refusal = refuseWriting(profiles.get(source.id), confirmation);
        if (refusal) return { done: false, sentence: refusal, status: null };
        return await changeTriggers(queriesOf(call), change, digest, () => source.review());
      }),
    },
  };
}
