import { expect, inject, onTestFinished, test } from 'vitest';
import { openStage } from './on-stage.ts';
import { Pooler, pgbouncer } from './pooler.ts';
import { steadyPool } from './steady-pool.ts';

const absent = pgbouncer === null;
/** Says in a test's name why it is passed over. */
const named = (name: string) => (absent ? `${name} (skipped: pgbouncer is not installed)` : name);

async function openPooler(mode: 'transaction' | 'session'): Promise<Pooler> {
  const pooler = await Pooler.before(inject('postgresUrl'), mode);
  onTestFinished(() => pooler.stop());
  return pooler;
}

test.skipIf(absent)(named('behind a pooler in transaction mode it polls, and misses nothing'), async () => {
  const pooler = await openPooler('transaction');
  const stage = await openStage({ via: (url) => pooler.url(url), ends: 'polling' });
  await stage.perform(async (stage) => {
    await stage.feed.until('polling', /pooler/);
    await stage.arrivalOf(300);
  });
});

test.skipIf(absent)(named('a pooler in transaction mode gets its sessions back as they were'), async () => {
  const pooler = await openPooler('transaction');
  const stage = await openStage({ via: (url) => pooler.url(url), ends: 'polling' });
  // Writers share the monitor's sessions: what it leaves behind there is done to them.
  const shared = steadyPool(pooler.url(stage.laboratory.url));
  onTestFinished(() => shared.end());
  const [untouched] = (
    await stage.laboratory.db.query<{ timeout: string }>(`SELECT current_setting('statement_timeout') AS timeout`)
  ).rows;
  await stage.perform(async (stage) => {
    await stage.feed.until('polling', /pooler/);
    const before = await pooler.sessions(stage.laboratory.url);
    stage.db = shared;
    await stage.arrivalOf(300);
    const states = [...before, ...(await pooler.sessions(stage.laboratory.url))];
    const clean = { readOnly: 'off', statementTimeout: untouched?.timeout, prepared: 0 };
    expect(states).toEqual(states.map(() => clean));
  });
});

test.skipIf(absent)(named('behind a pooler in session mode it is live'), async () => {
  const pooler = await openPooler('session');
  const stage = await openStage({ via: (url) => pooler.url(url) });
  await stage.perform(async (stage) => {
    await stage.feed.until('live');
  });
});
