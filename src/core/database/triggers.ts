import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { readSql } from '#core/paths.ts';
import { errorCode } from '#core/system-errors.ts';
import type { TriggerChange, TriggerForm, TriggerKind, TriggerPlan, TriggerStatus } from '#shared/domain/triggers.ts';
import { quote } from './actions.ts';
import type { Connection } from './connection.ts';
import type { Schema } from './schema.ts';

/** Stands in the body of our trigger functions (sql/). */
const OURS = /-- oriole-monitor: (statement|row) form, version (\d+)/;
/** The version that sql/ installs. */
const VERSION = 1;

/** What PostgreSQL answers where a lock could not be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 300;

const FILES = {
  'install-statement': 'statement-triggers',
  'install-row': 'triggers',
  remove: 'remove-triggers',
} as const satisfies Record<TriggerChange, string>;

interface TriggerRow {
  readonly isAction: boolean;
  readonly isRow: boolean;
  readonly enabled: string;
  readonly source: string;
  /** The function belongs to the owner of its table, to a superuser, or to who asks. */
  readonly isTrusted: boolean;
}

interface Facts {
  readonly recovery: boolean;
  readonly owns: boolean;
  readonly mayTrigger: boolean;
  readonly mayCreate: boolean;
  readonly account: string;
  readonly owner: string;
  readonly triggers: readonly TriggerRow[];
}

/** Reads, and on demand changes, the triggers that announce actions and completions. */
export class TriggerQueries {
  readonly #connection: Connection;
  readonly #schema: Schema;

  constructor(connection: Connection, schema: Schema) {
    this.#connection = connection;
    this.#schema = schema;
  }

  async read(): Promise<TriggerStatus> {
    const { rows } = await this.#connection.query<Facts>(
      `SELECT pg_is_in_recovery() AS recovery, current_user::text AS account, pg_get_userbyid(a.relowner)::text AS owner,
              pg_has_role(a.relowner, 'USAGE') AND pg_has_role(e.relowner, 'USAGE') AS owns,
              has_table_privilege(a.oid, 'TRIGGER') AND has_table_privilege(e.oid, 'TRIGGER') AS "mayTrigger",
              has_schema_privilege(a.relnamespace, 'CREATE') AS "mayCreate",
              ARRAY(SELECT json_build_object('isAction', t.tgrelid = a.oid, 'isRow', t.tgtype & 1 = 1,
                                             'enabled', t.tgenabled, 'source', left(p.prosrc, 10000),
                                             'isTrusted', o.rolsuper OR o.rolname = current_user
                                               OR p.proowner IN (a.relowner, e.relowner))
                      FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_roles o ON o.oid = p.proowner
                     WHERE NOT t.tgisinternal
                       AND (t.tgrelid = a.oid AND t.tgtype & 4 = 4 AND p.prosrc LIKE '%agent\\_action\\_update%'
                         OR t.tgrelid = e.oid AND t.tgtype & 16 = 16 AND p.prosrc LIKE '%experiment\\_complete%')
             ) AS triggers
         FROM pg_class a, pg_class e WHERE a.oid = $1::regclass AND e.oid = $2::regclass`,
      [`${quote(this.#schema.name)}.agent_actions`, `${quote(this.#schema.name)}.experiments`],
    );
    const facts = rows[0];
    if (!facts) throw new Error('the tables are gone');
    const ofActions = facts.triggers.filter(({ isAction }) => isAction);
    const working = ofActions.filter(isEnabled);
    const [present] = working.length > 0 ? working : ofActions;
    return {
      kind: present ? kindOf(present) : 'absent',
      form: present ? formOf(present) : null,
      completion: facts.triggers.some((trigger) => !trigger.isAction && isEnabled(trigger)),
      inRecovery: facts.recovery,
      obstacle: obstacleOf(facts, ofActions.length > 0, this.#schema),
    };
  }

  /** What a change would run. */
  plan(change: TriggerChange): TriggerPlan {
    const file = readSql(FILES[change]).trim();
    // psql finds the tables on its search_path; we know where they are.
    const sql = file.replace(
      /^BEGIN[^;]*;$/m,
      (begin) => `${begin}\nSET LOCAL search_path TO ${quote(this.#schema.name)};`,
    );
    return { change, sql, digest: createHash('sha256').update(sql).digest('hex') };
  }

  /**
   * Runs a plan, in the transaction that it contains. It waits for its locks only briefly, because writers wait behind it,
   * and tries again a few times. Rejects with the server's error, after which nothing is changed.
   */
  async run({ sql }: TriggerPlan): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#connection.exclusive(async (client) => {
          try {
            await client.query(sql);
          } catch (error) {
            await client.query('ROLLBACK');
            throw error;
          }
        });
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || errorCode(error) !== LOCK_NOT_AVAILABLE) throw error;
        await delay(BETWEEN_ATTEMPTS_MS);
      }
    }
  }
}

function isEnabled({ enabled }: TriggerRow): boolean {
  return enabled === 'O' || enabled === 'A';
}

function kindOf(trigger: TriggerRow): TriggerKind {
  if (!isEnabled(trigger)) return 'disabled';
  const ours = OURS.exec(trigger.source);
  // Whoever owns the function can make another one of it at any time.
  if (!ours || !trigger.isTrusted) return 'proposal';
  return Number(ours[2]) < VERSION ? 'older' : 'ours';
}

function formOf(trigger: TriggerRow): TriggerForm {
  return trigger.isRow ? 'row' : 'statement';
}

function obstacleOf(facts: Facts, isThere: boolean, schema: Schema): string | null {
  const { recovery, owns, mayTrigger, mayCreate, account, owner } = facts;
  if (recovery) return 'This server is a standby. Triggers are installed on its primary, and come here by themselves.';
  if (!schema.isTable) return 'agent_actions is not a plain table. Let its administrator decide where the triggers go.';
  if (isThere ? !owns : !owns && !mayTrigger) {
    return `The account ${account} does not own the tables (${owner} does). Hand the SQL to their owner.`;
  }
  return mayCreate
    ? null
    : `The account ${account} may not create functions in the schema ${schema.name}. Hand the SQL to its owner.`;
}
