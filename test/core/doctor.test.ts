import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { examine } from '#core/database/doctor.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { readSql } from '#core/paths.ts';
import { CHECKS } from '#shared/domain/check.ts';
import { Pooler, pgbouncer } from '../faults/pooler.ts';
import { ReaderRole } from '../faults/reader-role.ts';
import { endsAt, except, report, statesOf } from '../support/doctor.ts';
import { freePort } from '../support/free-port.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { OwnPostgres } from '../support/own-postgres.ts';
import { until } from '../support/until.ts';

const SECRET = 'marked-Passw0rd';

describe('the doctor', () => {
  test('finds nothing wrong with a healthy database, and leaves nothing behind', async () => {
    const laboratory = await ownLaboratory('triggers');
    await laboratory.addActions(await laboratory.addExperiment(), 1, 300);
    const before = await stateOf(laboratory);
    const found = await report(laboratory.url);
    expect(statesOf(found)).toEqual(except({}));
    expect(found.server.sentence).toMatch(/^PostgreSQL \d+\.\d+, primary\.$/);
    expect(found.notices.sentence).toMatch(/came back in [\d.]+ ms/);
    expect(found.reading.sentence).toMatch(/newest 300 actions .* rows\/s\. Runs have their index/);
    expect(found.clock.sentence).toMatch(/agrees/);
    expect(await stateOf(laboratory)).toEqual(before);
    await leavesNothing(laboratory);
  });

  test('tells what it finds as it finds it, with two connections, and can be stopped', async () => {
    const laboratory = await ownLaboratory('triggers');
    const seen: string[] = [];
    for await (const { name } of examine(targetFromUrl(laboratory.url, {}))) {
      seen.push(name);
      if (name !== 'notices') continue;
      const { rows } = await laboratory.db.query(
        "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
      );
      expect(rows).toEqual([{ count: 2 }]);
      break;
    }
    expect(seen).toEqual(CHECKS.slice(0, CHECKS.indexOf('notices') + 1));
    await leavesNothing(laboratory);
  });

  test('a name that nobody knows', async () => {
    const found = await report(`postgres://me:${SECRET}@no-such-host.invalid/x`, SECRET);
    expect(statesOf(found)).toEqual(endsAt('name'));
    expect(found.name.sentence).toMatch(/host name could not be found|name server did not answer/);
  });

  test('a port where nobody listens', async () => {
    const found = await report(`postgres://me:${SECRET}@127.0.0.1:${await freePort()}/x`, SECRET);
    expect(statesOf(found)).toEqual(endsAt('connect'));
    expect(found.connect).toMatchObject({
      sentence: 'Connection refused: no server listens there.',
      advice: expect.stringContaining('port'),
    });
  });

  test('TLS that the server does not speak', async () => {
    const found = await report(`${inject('postgresUrl')}?sslmode=require`);
    expect(statesOf(found)).toEqual(endsAt('tls'));
    expect(found.tls.sentence).toMatch(/speaks no TLS/);
  });

  test('a file of certificates that is not there', async () => {
    const found = await report(`${inject('postgresUrl')}?sslmode=verify-full`);
    expect(found.connect.state).toBe('skipped');
    expect(found.tls).toMatchObject({ state: 'failed', advice: expect.stringContaining('sslrootcert=system') });
    expect(found.server.state).toBe('skipped');
  });

  test('a wrong password, no password, and no such database', async () => {
    const url = new URL(inject('postgresUrl'));
    url.password = SECRET;
    const wrong = await report(url.href, SECRET);
    expect(statesOf(wrong)).toEqual(endsAt('sign-in'));
    expect(wrong['sign-in'].sentence).toBe('The password was not accepted.');
    url.password = '';
    expect((await report(url.href))['sign-in']).toMatchObject({
      state: 'failed',
      advice: expect.stringMatching(/password file/),
    });
    const nowhere = await report(inject('postgresUrl').replace(/postgres$/, 'no_such_database'));
    expect(nowhere['sign-in'].sentence).toMatch(/no database of this name/);
  });

  test('no tables', async () => {
    const laboratory = await ownLaboratory('empty');
    const found = await report(laboratory.url);
    expect(statesOf(found)).toEqual(except({ tables: 'failed', triggers: 'skipped', reading: 'skipped' }));
    expect(found.tables.sentence).toMatch(/none of the tables mazes/);
  });

  test('columns that are missing: needed ones fail, others are named', async () => {
    const laboratory = await ownLaboratory('triggers');
    await laboratory.db.query('ALTER TABLE agent_actions DROP reasoning; DROP INDEX agent_actions_experiment_step');
    const fewer = await report(laboratory.url);
    expect(statesOf(fewer)).toEqual(except({ tables: 'warning', reading: 'warning' }));
    expect(fewer.tables.sentence).toMatch(/no agent_actions.reasoning/);
    expect(fewer.reading.advice).toMatch(/CREATE INDEX/);
    await laboratory.db.query('ALTER TABLE agent_actions DROP success');
    const broken = await report(laboratory.url);
    expect(statesOf(broken)).toEqual(except({ tables: 'failed', triggers: 'skipped', reading: 'skipped' }));
    expect(broken.tables.sentence).toMatch(/lacks agent_actions.success/);
  });

  test('triggers that are absent, disabled, or do not tell all', async () => {
    const laboratory = await ownLaboratory('tables');
    const absent = await report(laboratory.url);
    expect(statesOf(absent)).toEqual(except({ triggers: 'warning' }));
    expect(absent.triggers.advice).toMatch(/statement-triggers\.sql/);
    await laboratory.db.query(readSql('triggers'));
    await laboratory.db.query('ALTER TABLE agent_actions DISABLE TRIGGER USER');
    expect((await report(laboratory.url)).triggers).toMatchObject({
      state: 'warning',
      sentence: expect.stringContaining('disabled'),
    });
    await laboratory.db.query('ALTER TABLE agent_actions ENABLE TRIGGER USER');
    await laboratory.db.query('ALTER TABLE experiments DISABLE TRIGGER USER');
    expect((await report(laboratory.url)).triggers.sentence).toMatch(/Completed experiments are not announced/);
  });

  test('an account that may only read', async () => {
    const laboratory = await ownLaboratory('triggers');
    const reader = new ReaderRole(inject('postgresUrl'));
    const url = await reader.enter(laboratory.url);
    onTestFinished(async () => {
      await laboratory.db.query(`DROP OWNED BY ${reader.name}`).catch(() => {});
      await reader.remove().catch(() => {});
    });
    const found = await report(url, reader.password);
    expect(statesOf(found)).toEqual(except({}));
    expect(found.triggers.sentence).toContain(`The account ${reader.name} does not own the tables`);
    await laboratory.db.query(`REVOKE SELECT ON agent_actions FROM ${reader.name}`);
    expect((await report(url)).tables.sentence).toMatch(/lacks agent_actions/);
  });

  test('a standby', async () => {
    const primary = await OwnPostgres.create();
    onTestFinished(() => primary.remove());
    const standby = await primary.standby();
    onTestFinished(() => standby.remove());
    const found = await report(standby.url);
    expect(found.server).toMatchObject({ state: 'warning', sentence: expect.stringContaining('standby') });
    expect(found.notices.state).toBe('skipped');
  });

  test.skipIf(pgbouncer === null).each(['transaction', 'session'] as const)(
    'a pooler in %s mode (needs pgbouncer)',
    async (mode) => {
      const laboratory = await ownLaboratory('triggers');
      const pooler = await Pooler.before(inject('postgresUrl'), mode);
      onTestFinished(() => pooler.stop());
      const found = await report(pooler.url(laboratory.url));
      const isSharing = mode === 'transaction';
      expect(statesOf(found)).toEqual(except(isSharing ? { server: 'warning', notices: 'skipped' } : {}));
      expect(found.server.sentence).toContain(`behind a pooler in ${mode} mode`);
    },
  );
});

async function leavesNothing({ db }: Laboratory): Promise<void> {
  await until('its connections are gone', async () => {
    const { rows } = await db.query(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
    );
    return rows.length === 0;
  });
}

/** What an examination could have changed. */
async function stateOf({ db }: Laboratory): Promise<unknown> {
  const { rows } = await db.query(
    `SELECT (SELECT count(*) FROM agent_actions) AS actions, (SELECT count(*) FROM experiments) AS experiments,
            (SELECT array_agg(oid ORDER BY oid) FROM pg_class) AS relations,
            (SELECT array_agg(oid ORDER BY oid) FROM pg_trigger) AS triggers`,
  );
  return rows;
}
