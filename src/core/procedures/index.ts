import { implement } from '@orpc/server';
import type { HostFiles } from '#core/host-files.ts';
import { contract, type HostAbout } from '#shared/contract.ts';
import type { ViewerContext } from './context.ts';
import { type ProfileParts, profileProcedures } from './profiles.ts';
import { type SessionParts, sessionProcedures } from './sessions.ts';
import { triggerProcedures } from './triggers.ts';
import { watchingProcedures } from './watching.ts';

/** What the procedures stand on. */
export interface ProcedureParts extends ProfileParts, SessionParts {
  readonly about: HostAbout;
  /** null where there is nobody before this machine. */
  readonly files: HostFiles | null;
}

/** Implements the contract. One router serves every viewer of a host, over whatever transport. */
export function createProcedures({ about, files, ...parts }: ProcedureParts) {
  const os = implement(contract).$context<ViewerContext>();
  return os.router({
    host: {
      about: os.host.about.handler(() => about),
      chooseFile: os.host.chooseFile.handler(async () => (await files?.chooseFile()) ?? null),
    },
    ...profileProcedures(parts),
    ...triggerProcedures(parts.profiles),
    ...sessionProcedures(parts),
    ...watchingProcedures(),
  });
}
