import type { Logger } from '#core/log.ts';
import { Monitor } from '#core/monitor.ts';
import { readVersion } from '#core/paths.ts';
import { defaultConfigDirectory } from '#core/profiles/directory.ts';
import type { SourceChoice } from '#core/source-choice.ts';

/** The monitor of the web host and its commands: it stores no secrets, and watches for as long as it runs. */
export async function openMonitor(source: SourceChoice, log: Logger, directory?: string): Promise<Monitor> {
  return await Monitor.open({
    source,
    otherwise: 'demo',
    watchesStart: 'always',
    about: { kind: 'web', version: readVersion() },
    directory: directory ?? defaultConfigDirectory(),
    vault: null,
    // A browser may be on another machine than this one.
    files: null,
    log,
  });
}
