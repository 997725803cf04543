import { patiently } from '../patiently.ts';
import type { Fault } from '../stage.ts';

/** What a stranger may send: any role can NOTIFY any channel. `i` makes each payload another one, or they are folded. */
const JUNK = [
  `''`,
  `rpad('x' || i, 7999, 'x')`,
  `'{"id":' || i`,
  `'[' || i || ']'`,
  `'null' || repeat(' ', i % 1000)`,
  `'{"experiment_id": 1e99, "n": ' || i || '}'`,
  `'{"experiment_id": -' || i || '}'`,
  `'{"experiment_id": ' || (900000000 + i) || ', "id": ' || (2000000000 + i) || '}'`,
  `'{"experiment_id": "' || i || '; DROP TABLE mazes"}'`,
  `'{"__proto__": {"experiment_id": ' || i || '}}'`,
] as const;

/** Floods both channels with notices that nobody meant. */
export function junk(count: number): Fault {
  return async ({ db }) => {
    const each = Math.ceil(count / JUNK.length / 2);
    for (const channel of ['agent_action_update', 'experiment_complete']) {
      for (const payload of JUNK) {
        const sql = `SELECT count(pg_notify($1, ${payload})) FROM generate_series(1, $2::int) AS i`;
        await patiently(() => db.query(sql, [channel, each]));
      }
    }
  };
}
