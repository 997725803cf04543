import { expect, inject, onTestFinished, test } from 'vitest';
import { until } from '../support/until.ts';
import { untilNoticed } from './faults/noticed.ts';
import { terminate } from './faults/server.ts';
import { InsideHost } from './host.ts';
import { openStage } from './on-stage.ts';
import { ReaderRole } from './reader-role.ts';
import type { Stage } from './stage.ts';

/** Far more than a stop takes, and far less than a back-off. */
const STOP_MS = 5_000;

function readerRole(): ReaderRole {
  const role = new ReaderRole(inject('postgresUrl'));
  onTestFinished(() => role.remove());
  return role;
}

test('nothing goes wrong', async () => {
  const stage = await openStage();
  await stage.perform(async () => {});
});

test('the backend is terminated', async () => {
  const stage = await openStage();
  await stage.perform(terminate);
});

test('the account may only read', async () => {
  const role = readerRole();
  const stage = await openStage({ via: (url) => role.enter(url) });
  await stage.perform(terminate);
});

test('the password is changed while it runs, and changed back', async () => {
  const role = readerRole();
  const stage = await openStage({ via: (url) => role.enter(url) });
  await stage.perform(async (stage) => {
    await role.setPassword('another one');
    await untilNoticed(stage, () => terminate(stage));
    await stage.feed.until('failed', /password was not accepted.*try again/i);
    await role.setPassword(role.password);
    await stage.feed.retry();
    await stage.feed.until('live');
  });
});

test('the first connect is refused, and a later one accepted', async () => {
  const stage = await openStage({ network: true, starts: 'refused' });
  await stage.feed.until('reconnecting', /refused/);
  await stage.network.open(true);
  await stage.perform(async () => {});
});

test('the monitor is stopped during a back-off', async () => {
  const stage = await openStage({ network: true });
  await stage.begin();
  await stage.network.open(false);
  await until(
    'it waits for a while',
    () => stage.feed.events.filter(({ state }) => state === 'reconnecting').length > 3,
  );
  await stopsInTime(stage);
  await stage.network.open(true);
  expect(await sessionsOf(stage)).toEqual([]);
});

test('the monitor is stopped while the network swallows everything', async () => {
  const stage = await openStage({ network: true });
  await stage.begin();
  stage.network.swallow(true);
  await stopsInTime(stage);
  // What the network holds open is not the monitor's any more.
  stage.network.cut();
  await until('no session is left', async () => (await sessionsOf(stage)).length === 0);
});

test('the monitor is stopped while it connects to somebody who does not answer', async () => {
  const stage = await openStage({ network: true, starts: 'swallowed' });
  await stage.feed.until('connecting');
  await stopsInTime(stage);
});

async function stopsInTime({ host }: Stage): Promise<void> {
  if (!(host instanceof InsideHost)) throw new Error('The monitor is not in this process.');
  let isStopped = false;
  void host.monitor.stop().then(() => {
    isStopped = true;
  });
  await until('it has stopped', () => isStopped, STOP_MS);
}

async function sessionsOf({ db }: Stage): Promise<unknown[]> {
  const { rows } = await db.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
  );
  return rows;
}
