import { pino } from 'pino';
import type { MonitorOptions } from '#core/monitor.ts';
import type { SourceChoice } from '#core/source-choice.ts';

/** The options of a monitor of its own, which keeps its profiles in this folder. */
export function monitorOptions(source: SourceChoice, directory: string): MonitorOptions {
  return {
    source,
    otherwise: 'demo',
    watchesStart: 'always',
    about: { kind: 'web', version: 'test' },
    directory,
    vault: null,
    files: null,
    log: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
  };
}
