import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { Monitor } from '#core/monitor.ts';
import type { SourceChoice } from '#core/source-choice.ts';

/** A monitor that is started, and stopped when the test ends. */
export function startMonitor(source: SourceChoice): Monitor {
  const monitor = new Monitor({
    source,
    about: { kind: 'web', version: 'test' },
    log: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
  });
  onTestFinished(() => monitor.stop());
  monitor.start();
  return monitor;
}

/** A monitor on a database, once it is live or polls or has failed. */
export async function settledMonitor(url: string): Promise<Monitor> {
  const monitor = startMonitor({ kind: 'url', url });
  await monitor.whenSettled(AbortSignal.timeout(15_000));
  return monitor;
}
