import { expect, inject, onTestFinished, test } from 'vitest';
import { until } from '../support/until.ts';
import { untilNoticed } from './faults/noticed.ts';
import { terminate } from './faults/server.ts';
import { InsideHost } from './host.ts';
import { openStage } from './on-stage.ts';
import { ReaderRole } from './reader-role.ts';

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
  const stage = await openStage({ network: true, startsRefused: true });
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
  if (!(stage.host instanceof InsideHost)) throw new Error('The monitor is not in this process.');
  let isStopped = false;
  void stage.host.monitor.stop().then(() => {
    isStopped = true;
  });
  await until('it has stopped', () => isStopped, STOP_MS);
  await stage.network.open(true);
  const { rows } = await stage.laboratory.db.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
  );
  expect(rows).toEqual([]);
});
