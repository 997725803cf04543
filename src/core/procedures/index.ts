import { implement } from '@orpc/server';
import { contract, type HostAbout } from '#shared/contract.ts';
import type { ViewerContext } from './context.ts';
import { type ProfileParts, profileProcedures } from './profiles.ts';
import { triggerProcedures } from './triggers.ts';
import { watchingProcedures } from './watching.ts';

/** What the procedures stand on. */
export interface ProcedureParts extends ProfileParts {
  readonly about: HostAbout;
  chooseFile(): Promise<string | null>;
}

/** Implements the contract. One router serves every viewer of a host, over whatever transport. */
export function createProcedures({ about, chooseFile, ...parts }: ProcedureParts) {
  const os = implement(contract).$context<ViewerContext>();
  return os.router({
    host: {
      about: os.host.about.handler(() => about),
      chooseFile: os.host.chooseFile.handler(() => chooseFile()),
    },
    ...profileProcedures(parts),
    ...triggerProcedures(parts.profiles),
    ...watchingProcedures(),
  });
}
