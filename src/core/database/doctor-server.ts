import type { Listener } from '#core/feed/listener.ts';
import type { TriggerStatus } from '#shared/domain/triggers.ts';
import { ActionQueries, epochMs } from './actions.ts';
import type { Connection } from './connection.ts';
import { type Finding, ok, warning } from './findings.ts';
import { sharesSessions } from './pooler.ts';
import { readSchema, type Schema } from './schema.ts';
import { TriggerQueries } from './triggers.ts';

/** One page, as the feed reads them. */
const PAGE = 5_000;
/** The monitor reckons with a clock that differs; people who compare times do not. */
const CLOCK_MS = 10_000;
/** The one with the shortest way there and back tells the time best. */
const CLOCK_ROUNDS = 3;

const INSTALL =
  'Press "Install…" beside the feed\'s state, or let the owner of the tables run psql -f sql/statement-triggers.sql.';

/** Which server it is, and why no notices will come through; null where they may. */
export async function lookAtServer(
  connections: readonly Connection[],
  isPooled: boolean,
): Promise<{ finding: Finding; silence: string | null }> {
  const [connection] = connections;
  if (!connection) throw new Error('there is no connection');
  const { rows } = await connection.query<{ version: string; standby: boolean }>(
    `SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS standby`,
  );
  const { version = '', standby = false } = rows[0] ?? {};
  const sharing = isPooled && (await sharesSessions(connections));
  const pooler = isPooled ? `, behind a pooler in ${sharing ? 'transaction' : 'session'} mode` : '';
  const sentence = `PostgreSQL ${version.split(' ')[0]}, ${standby ? 'standby' : 'primary'}${pooler}.`;
  if (standby) {
    return {
      finding: warning(`${sentence} The monitor polls it.`, 'To see each step as it is committed, watch the primary.'),
      silence: 'A standby carries no notices.',
    };
  }
  if (sharing) {
    return {
      finding: warning(
        `${sentence} The monitor polls through it.`,
        'To see each step as it is committed, connect to the server itself, or to a pool in session mode.',
      ),
      silence: 'A pooler in transaction mode carries no notices.',
    };
  }
  return { finding: ok(sentence), silence: null };
}

/**
 * Which tables and columns there are.
 * @throws UnusableDatabaseError naming what the monitor cannot do without
 */
export async function lookAtTables(
  connection: Connection,
  wanted: string | null,
): Promise<{ finding: Finding; schema: Schema }> {
  const schema = await readSchema(connection, wanted);
  const { name, columns, missing } = schema;
  const count = Object.values(columns).reduce((sum, { size }) => sum + size, 0);
  const found = `mazes, experiments and agent_actions are in the schema ${name}, with ${count} columns.`;
  const finding =
    missing.length === 0
      ? ok(found)
      : warning(`${found} ${missing.join(' ')}`, "Bring the tables up to Oriole's present form if you want these.");
  return { finding, schema };
}

/** What announces new actions, and whether this account could change it. */
export async function lookAtTriggers(connection: Connection, schema: Schema): Promise<Finding> {
  const status = await new TriggerQueries(connection, schema).read();
  const { kind, form, completion, obstacle } = status;
  const change = obstacle ?? 'This account may change them.';
  switch (kind) {
    case 'absent':
      return warning(
        'No trigger announces new actions, so the monitor polls.',
        obstacle ? `${INSTALL} ${change}` : INSTALL,
      );
    case 'disabled':
      return warning(
        'The trigger that announces new actions is disabled, so the monitor polls.',
        `Let the owner of the tables enable it (ALTER TABLE … ENABLE TRIGGER). ${change}`,
      );
    case 'older':
      return warning(`${nameTrigger(status)} An earlier version of it.`, `Install the present one. ${change}`);
    default:
      return completion
        ? ok(`${nameTrigger(status)} ${form === 'row' ? 'One notice a row.' : 'One notice a statement.'} ${change}`)
        : warning(
            `${nameTrigger(status)} Completed experiments are not announced, and are noticed by polling.`,
            INSTALL,
          );
  }
}

function nameTrigger({ kind }: TriggerStatus): string {
  return kind === 'proposal' ? "The first proposal's trigger, or one like it, is there." : 'Our trigger is there.';
}

/** Sends itself a notice. */
export async function lookAtNotices(listener: Listener, sender: Connection): Promise<Finding> {
  const asked = performance.now();
  // The first one goes with LISTEN and with preparing; the second is like those that come later.
  if ((await listener.listen(sender)) && (await listener.probe(sender))) {
    const sent = performance.now();
    if (await listener.probe(sender)) {
      return ok(`A notice of our own came back in ${(performance.now() - sent).toFixed(1)} ms.`);
    }
  }
  return warning(
    `A notice of our own did not come back within ${Math.round(performance.now() - asked)} ms, so the monitor polls.`,
    'Look for a pooler or proxy between here and the server, and connect to the server itself.',
  );
}

/** Reads a page of the newest actions. */
export async function lookAtReading(connection: Connection, schema: Schema): Promise<Finding> {
  const actions = new ActionQueries(connection, schema);
  const highest = await actions.highestId();
  const read = () => actions.between(null, Math.max(0, highest - PAGE), highest, PAGE);
  // How many rows a page may have is known once some were read.
  await read();
  const began = performance.now();
  const { actions: page } = await read();
  const ms = performance.now() - began;
  const index = schema.runIndex
    ? 'Runs have their index.'
    : 'Runs have no index, so opening one reads the whole table.';
  const speed =
    page.length === 0
      ? 'There are no actions yet.'
      : `The newest ${page.length.toLocaleString('en')} actions came in ${ms.toFixed(0)} ms: ${rate(page.length, ms)} rows/s.`;
  return schema.runIndex
    ? ok(`${speed} ${index}`)
    : warning(
        `${speed} ${index}`,
        'Let the owner run CREATE INDEX CONCURRENTLY ON agent_actions (experiment_id, step_number).',
      );
}

function rate(rows: number, ms: number): string {
  return Math.round((rows / Math.max(ms, 1)) * 1_000).toLocaleString('en');
}

/** How far the server's clock is from this machine's. */
export async function lookAtClock(connection: Connection): Promise<Finding> {
  let best = { offset: 0, way: Number.POSITIVE_INFINITY };
  for (let round = 0; round < CLOCK_ROUNDS; round++) {
    const asked = Date.now();
    const began = performance.now();
    const { rows } = await connection.query<{ now: number }>(`SELECT ${epochMs('clock_timestamp()')} AS now`);
    const way = performance.now() - began;
    const server = rows[0]?.now ?? asked;
    if (way < best.way) best = { offset: server - (asked + way / 2), way };
  }
  const { offset, way } = best;
  const off = Math.abs(offset);
  const apart = off < 1_000 ? `${Math.round(off)} ms` : `${(off / 1_000).toFixed(1)} s`;
  const sentence =
    off <= way + 1
      ? `The server's clock agrees with this machine's (a question and its answer take ${way.toFixed(1)} ms).`
      : `The server's clock is ${apart} ${offset > 0 ? 'ahead of' : 'behind'} this machine's.`;
  return off < CLOCK_MS
    ? ok(sentence)
    : warning(`${sentence} The monitor reckons with it.`, 'Set the clocks of both machines by the network (NTP).');
}
