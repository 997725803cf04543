import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { OwnPostgres } from '../support/own-postgres.ts';
import { until } from '../support/until.ts';
import { crash, outage, restart } from './faults/server.ts';
import { openStage } from './on-stage.ts';
import { lasting } from './soak-scale.ts';
import type { Fault } from './stage.ts';
import { steadyPool } from './steady-pool.ts';

let server: OwnPostgres;

beforeAll(async () => {
  server = await OwnPostgres.create();
  return () => server.remove();
});

const away = lasting(60, 12);

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['the server is restarted', restart],
  ['the server is killed and started', crash],
  [`the server is down for ${away.words}`, outage(away.seconds)],
];

test.each(FAULTS)('%s', async (_, fault) => {
  const stage = await openStage({ server });
  await stage.perform(fault);
});

test('on a streaming standby it polls, and is live once that is promoted', async () => {
  const standby = await server.standby();
  onTestFinished(() => standby.remove());
  const moved = (url: string) => Object.assign(new URL(url), { port: new URL(standby.url).port }).href;
  const stage = await openStage({
    server,
    via: async (url) => {
      await caughtUp(url, moved(url));
      return moved(url);
    },
  });
  await stage.begin();
  await stage.feed.until('polling', /standby/);
  await stage.arrivalOf(300);
  await stage.writers.stop();
  await stage.arrival();

  const promoted = steadyPool(moved(stage.laboratory.url));
  onTestFinished(() => promoted.end());
  await caughtUp(stage.laboratory.url, moved(stage.laboratory.url));
  const { rows } = await promoted.query<{ done: boolean }>('SELECT pg_promote() AS done');
  expect(rows[0]?.done).toBe(true);
  stage.db = promoted;
  stage.writers.start(4);
  await stage.feed.until('live');
  await stage.finish();
});

/** Waits until a standby has replayed what its primary has written so far. */
async function caughtUp(primary: string, standby: string): Promise<void> {
  const written = await ask(primary, 'SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes', ['0/0']);
  await until('the standby has caught up', async () => {
    const replayed = await ask(standby, 'SELECT pg_last_wal_replay_lsn() - $1::pg_lsn AS bytes', ['0/0']).catch(
      () => -1,
    );
    return replayed >= written;
  });
}

async function ask(url: string, sql: string, values: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(sql, [...values]);
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
