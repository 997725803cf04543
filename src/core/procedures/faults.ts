import { ORPCError } from '@orpc/server';
import type { Logger } from '#core/log.ts';

/**
 * Writes to the log what a procedure failed with by a fault of ours. What the contract names is an answer, and what was
 * aborted nobody waits for.
 */
export function noteFaults(log: Logger): (error: unknown) => void {
  return (error) => {
    if (error instanceof ORPCError || (error instanceof Error && error.name === 'AbortError')) return;
    log.error({ err: error }, 'a call failed');
  };
}
