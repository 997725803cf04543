import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { Monitor, type MonitorOptions } from '#core/monitor.ts';
import type { SourceChoice } from '#core/source-choice.ts';
import { monitorOptions } from './monitor-options.ts';

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oriole-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A monitor that is started, and stopped when the test ends. */
export async function openMonitor(source: SourceChoice, more: Partial<MonitorOptions> = {}) {
  const monitor = await Monitor.open({ ...monitorOptions(source, more.directory ?? temporaryFolder()), ...more });
  onTestFinished(() => monitor.stop());
  monitor.start();
  const client = createRouterClient(monitor.procedures, { context: { viewer: monitor.join() } });
  return { monitor, client };
}

/** A monitor on a database, what it watches there, and a client of its contract. */
export async function startMonitor(source: SourceChoice) {
  const { monitor, client } = await openMonitor(source);
  const { own } = monitor;
  if (!own) throw new Error('The monitor watches nothing.');
  return { monitor, client, source: own };
}

/** The same, once it is live or polls or has failed. */
export async function settledMonitor(url: string) {
  const started = await startMonitor({ kind: 'url', url });
  await started.source.whenSettled(AbortSignal.timeout(15_000));
  return started;
}
