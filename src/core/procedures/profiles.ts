import { isDeepStrictEqual } from 'node:util';
import { implement } from '@orpc/server';
import type { ProfileExchange } from '#core/profiles/exchange.ts';
import type { GivenSecrets, Profiles } from '#core/profiles/profiles.ts';
import type { Library } from '#core/sessions/library.ts';
import { DatabaseSource } from '#core/sources/database-source.ts';
import type { Sources } from '#core/sources/sources.ts';
import { contract } from '#shared/contract.ts';
import type { Profile } from '#shared/domain/profile.ts';
import { isSessionId } from '#shared/domain/session.ts';
import type { ViewerContext } from './context.ts';

/** What these procedures stand on. */
export interface ProfileParts {
  readonly profiles: Profiles;
  readonly exchange: ProfileExchange;
  readonly sources: Sources;
  readonly library: Library;
}

const PASTED_IS_GONE =
  'What was pasted is not known any more, so nothing was saved. Paste it again, or type the password.';

/** Saved profiles, and which of them a viewer watches. */
export function profileProcedures({ profiles, exchange, sources, library }: ProfileParts) {
  const os = implement(contract).$context<ViewerContext>();
  return {
    profiles: {
      read: os.profiles.read.handler(({ input, signal }) => profiles.read(input.after, input.waitMs, signal)),
      save: os.profiles.save.handler(async ({ input, context: { viewer } }) => {
        const { profile, pasted, keep, edited } = input;
        const given = exchange.withPasted(input.secrets, pasted, viewer);
        if (given === null) return { done: false, sentence: PASTED_IS_GONE, id: null };
        const before = profile.id === null ? null : profiles.get(profile.id);
        const outcome = await profiles.save(profile, given, keep, edited);
        if (!outcome.done) return outcome;
        if (pasted !== null) exchange.forgetPasted(pasted, viewer);
        const after = outcome.id === null ? null : profiles.get(outcome.id);
        if (before && after) follow(sources, before, after, given);
        return outcome;
      }),
      setFavourite: os.profiles.setFavourite.handler(({ input }) => profiles.setFavourite(input.id, input.favourite)),
      duplicate: os.profiles.duplicate.handler(({ input }) => profiles.duplicate(input.id)),
      remove: os.profiles.remove.handler(({ input }) => profiles.remove(input.id)),
      restore: os.profiles.restore.handler(({ input }) => profiles.restore(input.id)),
      settleFile: os.profiles.settleFile.handler(({ input }) => profiles.settleFile(input.take)),
      takeApart: os.profiles.takeApart.handler(({ input, context }) => exchange.takeApart(input.text, context.viewer)),
      examine: os.profiles.examine.handler(({ input, context: { viewer }, signal }) =>
        exchange.examine(
          input.profile,
          exchange.withPasted(input.secrets, input.pasted, viewer) ?? input.secrets,
          viewer,
          signal,
        ),
      ),
      offers: os.profiles.offers.handler(() => exchange.offers()),
      take: os.profiles.take.handler(({ input }) => exchange.take(input.keys)),
      export: os.profiles.export.handler(({ input }) => ({ text: exchange.export(input.ids) })),
      import: os.profiles.import.handler(({ input }) => exchange.import(input.text)),
      supply: os.profiles.supply.handler(async ({ input }) => {
        const outcome = await profiles.supply(input.id, input.kind, input.secret, input.keep);
        if (outcome.done) sources.get(input.id)?.retry();
        return outcome;
      }),
      acceptHostKey: os.profiles.acceptHostKey.handler(
        async ({ input }) =>
          (await databaseIn(sources, input.id)?.acceptHostKey(input.fingerprint)) ?? {
            done: false,
            sentence: 'That profile is not open any more. Nothing was accepted.',
          },
      ),
    },
    sources: {
      open: os.sources.open.handler(async ({ input, context, errors }) => {
        const isSession = isSessionId(input.profile);
        const isThere = isSession ? await library.pathOf(input.profile) : profiles.get(input.profile);
        if (isThere === null) throw errors.NOT_FOUND();
        if (context.viewer.open(input.profile) === null) throw errors.TOO_MANY();
        // Nobody waits for the disk to see a database.
        if (!isSession) void profiles.noteUse(input.profile);
      }),
      close: os.sources.close.handler(({ input, context }) => context.viewer.close(input.profile)),
    },
  };
}

/** The database of a profile that is being watched. */
function databaseIn(sources: Sources, id: string): DatabaseSource | null {
  const source = sources.get(id);
  return source instanceof DatabaseSource ? source : null;
}

/** What was saved of a profile that is being watched takes effect at once. */
function follow(sources: Sources, before: Profile, after: Profile, given: GivenSecrets): void {
  const source = databaseIn(sources, after.id);
  if (!source) return;
  const leadsElsewhere = !isDeepStrictEqual(before.connection, after.connection) || Object.keys(given).length > 0;
  if (leadsElsewhere) sources.renew(after.id);
  else if (before.pollMs !== after.pollMs) source.setPollInterval(after.pollMs);
}
