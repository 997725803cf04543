import { readSql } from '#core/paths.ts';
import { patiently } from '../patiently.ts';
import type { Fault, Stage } from '../stage.ts';

/** The triggers are removed under the monitor's feet. */
export const drop: Fault = (stage) => run(stage, readSql('remove-triggers'));

/** They are installed (again). */
export const install: Fault = (stage) => run(stage, readSql('triggers'));

/** The triggers stay, and do nothing any more. */
export const disable: Fault = (stage) => run(stage, 'ALTER TABLE agent_actions DISABLE TRIGGER USER');

/** They work again. */
export const enable: Fault = (stage) => run(stage, 'ALTER TABLE agent_actions ENABLE TRIGGER USER');

/** Runs SQL that gives up when writers hold it up for too long, until it has gone through. */
function run({ db }: Stage, sql: string): Promise<void> {
  return patiently(async () => {
    const client = await db.connect();
    let isBroken = true;
    try {
      await client.query(sql);
      isBroken = false;
    } finally {
      // What failed may have left the connection in a transaction.
      client.release(isBroken);
    }
  });
}
