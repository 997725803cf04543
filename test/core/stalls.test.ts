import { describe, expect, onTestFinished, test } from 'vitest';
import { Connector } from '#core/database/connect.ts';
import type { Connection } from '#core/database/connection.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { Listener } from '#core/feed/listener.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { sent, stall } from '../support/stall.ts';
import { until } from '../support/until.ts';

/** Longer than a heartbeat may be without its answer. */
const LONG_MS = 4_500;

describe('a stalled process', () => {
  test('does not call a healthy connection dead', async () => {
    const laboratory = await ownLaboratory('triggers');
    const { source, client } = await settledMonitor(laboratory.url);
    expect(source.status.state).toBe('live');
    // The heartbeat's question is on its way, and its answer comes during the stall.
    source.check();
    await sent();
    stall(LONG_MS);
    await laboratory.addAction(await laboratory.addExperiment(), 1);
    await until('the action came', () => source.status.actions === 1);
    await until('it is live', () => source.status.state === 'live', 20_000);
    const { events } = await client.feed.read({ after: null });
    expect(events.map(({ state }) => state)).not.toContain('reconnecting');
  });
});

describe('whether a notice comes back', () => {
  async function connect(url: string): Promise<Connection> {
    const connection = await new Connector(targetFromUrl(url, {})).connect(() => {});
    onTestFinished(() => connection.end());
    return connection;
  }

  async function listenerOn(url: string, sender: Connection): Promise<Listener> {
    const listener = new Listener(await connect(url), [], { notice: () => {}, lost: () => {} });
    onTestFinished(() => listener.stop());
    expect(await listener.listen(sender)).toBe(true);
    return listener;
  }

  test('is not denied by a process that was stalled', async () => {
    const { url } = await ownLaboratory('empty');
    const sender = await connect(url);
    const listener = await listenerOn(url, sender);
    const heard = listener.probe(sender);
    await sent();
    stall(LONG_MS);
    expect(await heard).toBe(true);
  });

  test('is not denied because its sender was at work on something else first', async () => {
    const { url } = await ownLaboratory('empty');
    const sender = await connect(url);
    const listener = await listenerOn(url, sender);
    const work = sender.query('SELECT pg_sleep(2.5)');
    expect(await listener.probe(sender)).toBe(true);
    await work;
  });
});
