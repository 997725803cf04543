import { implement } from '@orpc/server';
import { changeTriggers } from '#core/feed/install.ts';
import type { Profiles } from '#core/profiles/profiles.ts';
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
        const refusal = refuse(profiles, source.id, confirmation);
        if (refusal) return { done: false, sentence: refusal, status: null };
        return await changeTriggers(queriesOf(call), change, digest, () => source.review());
      }),
    },
  };
}

/** Why the profile's own rules forbid a change; null where they do not. */
function refuse(profiles: Profiles, id: string, confirmation: string | null): string | null {
  const profile = profiles.get(id);
  if (profile?.readOnly) {
    return 'This profile is read-only, so nothing is written to its database. Nothing was changed. Edit the profile to allow it.';
  }
  if (profile?.environment === 'production' && confirmation !== profile.name) {
    return "This is a production database. Nothing was changed. Confirm it with the profile's name.";
  }
  return null;
}
