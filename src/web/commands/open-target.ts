import { Connector } from '#core/database/connect.ts';
import type { Connection } from '#core/database/connection.ts';
import type { ConnectionTarget } from '#core/database/target.ts';
import { createLog } from '#core/log.ts';
import { defaultConfigDirectory } from '#core/profiles/directory.ts';
import { openProfiles } from '#core/profiles/open.ts';
import { Supplies } from '#core/profiles/supply.ts';
import type { SourceChoice } from '#core/source-choice.ts';
import { DEMO_PROFILE_ID, type Profile } from '#shared/domain/profile.ts';

/** Where a command is to go, and as which profile. */
export interface OpenedTarget {
  readonly target: ConnectionTarget;
  readonly profile: Profile | null;
  close(): Promise<void>;
}

/** Finds out where a choice leads, with its secrets; says on standard error what is being done meanwhile. */
export async function openTarget(source: SourceChoice, signal: AbortSignal): Promise<OpenedTarget> {
  const directory = defaultConfigDirectory();
  const { profiles, secrets } = await openProfiles({ source, otherwise: 'demo', directory, vault: null });
  const id = profiles.start ?? DEMO_PROFILE_ID;
  const supply = new Supplies({ profiles, secrets, source, directory, log: createLog() }).of(id);
  const close = async () => {
    await supply.end?.();
    await profiles.close();
  };
  try {
    const target = await supply.target((sentence) => console.error(sentence), signal);
    return { target, profile: profiles.get(id), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Connects there for one piece of work. */
export async function onConnection<T>(
  { target }: OpenedTarget,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connector = new Connector(target);
  try {
    const connection = await connector.connect(() => {});
    try {
      return await work(connection);
    } finally {
      await connection.end();
    }
  } finally {
    await connector.end();
  }
}
