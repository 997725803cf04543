import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { readSql } from '#core/paths.ts';
import type { Laboratory } from './laboratory.ts';
import { until } from './until.ts';

/** The files that install the triggers, by what they are called in `sql/`. */
export const TRIGGER_FORMS = ['triggers', 'statement-triggers'] as const;

/** A notice as a listener gets it. */
export interface Notice {
  channel: string;
  payload: Record<string, unknown>;
}

/** What tests of the triggers do in a laboratory. */
export class TriggerLaboratory {
  readonly #laboratory: Laboratory;

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory;
  }

  /** Runs a file as the application does. */
  async run(
    file: (typeof TRIGGER_FORMS)[number] | 'remove-triggers',
    on: pg.Pool | pg.PoolClient = this.#laboratory.db,
  ): Promise<void> {
    await on.query(readSql(file));
  }

  /** A session of its own, whose settings end with the test. */
  async session(): Promise<pg.PoolClient> {
    const client = await this.#laboratory.db.connect();
    onTestFinished(() => client.release(true));
    return client;
  }

  /** Listens. What it returns gives all that was announced since, by whatever has committed so far, and forgets it. */
  async listen(): Promise<() => Promise<Notice[]>> {
    const client = await this.session();
    const notices: Notice[] = [];
    client.on('notification', ({ channel, payload }) =>
      notices.push({ channel, payload: JSON.parse(payload ?? '{}') }),
    );
    await client.query('LISTEN agent_action_update; LISTEN experiment_complete; LISTEN end_of_test');
    return async () => {
      // Notices come in the order of commits, so behind this one nothing is missing.
      await this.#laboratory.db.query("SELECT pg_notify('end_of_test', '{}')");
      await until('the last notice came', () => notices.at(-1)?.channel === 'end_of_test');
      return notices.splice(0).slice(0, -1);
    };
  }

  /** What is installed: which triggers on what, and which functions in which version of their rows. */
  async installed(): Promise<{ triggers: Record<string, string>[]; functions: Record<string, string>[] }> {
    const triggers = await this.#laboratory.db.query(
      `SELECT tgname AS name, oid::text, tgrelid::regclass::text AS "table", tgenabled AS enabled,
              pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`,
    );
    const functions = await this.#laboratory.db.query(
      `SELECT oid::regprocedure::text AS name, xmin::text AS version,
              substring(prosrc FROM '-- oriole-monitor: [^\\n]*') AS marker
         FROM pg_proc WHERE prosrc LIKE '%oriole-monitor%' OR proname LIKE 'notify\\_%' ORDER BY proname`,
    );
    return { triggers: triggers.rows, functions: functions.rows };
  }

  async addExperiments(count: number): Promise<number[]> {
    const { rows } = await this.#laboratory.db.query<{ id: number }>(
      `INSERT INTO experiments (model_name, start_x, start_y)
       SELECT 'one of many', 1, 1 FROM generate_series(1, $1) RETURNING id`,
      [count],
    );
    return rows.map(({ id }) => id);
  }

  /** One INSERT with a row for each of these experiments and steps. */
  async addRows(rows: readonly (readonly [experiment: number, step: number])[], type = 'move_east'): Promise<void> {
    await this.#laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success)
       SELECT experiment, step, $3, 1, 2, 3, 4, true FROM unnest($1::int[], $2::int[]) AS r (experiment, step)`,
      [rows.map(([experiment]) => experiment), rows.map(([, step]) => step), type],
    );
  }
}

/** The warnings that a session gets from a query. */
export async function warningsOf(client: pg.PoolClient, sql: string): Promise<string[]> {
  const warnings: string[] = [];
  const note = ({ message }: { message?: string | undefined }) => void warnings.push(message ?? '');
  client.on('notice', note);
  await client.query(sql);
  client.off('notice', note);
  return warnings;
}

/** The payloads of those notices that announce actions. */
export function actionNotices(notices: readonly Notice[]): Record<string, unknown>[] {
  return notices.filter(({ channel }) => channel === 'agent_action_update').map(({ payload }) => payload);
}
