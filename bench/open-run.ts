// node bench/open-run.ts: opening a run of 1,000,000 steps, beside COPY of the same rows by psql.
import { spawnSync } from 'node:child_process';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import pg from 'pg';
import { WebSocket } from 'ws';
import { hostWireSerializers } from '#core/wire.ts';
import { type Contract, MAX_WAIT_MS } from '#shared/contract.ts';
import { Run } from '#shared/run/run.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { buildWhenNeeded } from '../scripts/build.ts';
import { Laboratory } from '../test/support/laboratory.ts';
import { startWebHostProcess } from '../test/support/web-host.ts';
import { clock, percentile } from './percentiles.ts';
import { startServer } from './server.ts';

const STEPS = 1_000_000;
const INSERT = 100_000;
const ROUNDS = 3;
const SIDE = 240;
/** As a viewer asks for them. */
const PAGE = 100_000;

/** What the viewer has of an action, in Oriole's own columns. */
const COLUMNS = `id, step_number, action_type, from_x, from_y, to_x, to_y, success, "timestamp", turn_number`;

type Client = ContractRouterClient<Contract>;

/**
 * From the request until any step can be sought, and until it is known what was seen at each, over WebSocket from the
 * web host; beside it, COPY of the same columns by psql, which only throws them away.
 */
export async function measureOpening() {
  const server = await startServer();
  const laboratory = await Laboratory.create('triggers', server.url);
  const experimentId = await laboratory.addExperiment();
  for (let first = 0; first < STEPS; first += INSERT) await addSteps(laboratory, experimentId, first, INSERT);
  // As in a laboratory, where autovacuum has been there before: no first reader pays for hint bits.
  await laboratory.db.query('VACUUM ANALYZE agent_actions');
  const host = await startWebHostProcess(['--url', laboratory.url]);
  const { client, socket } = await connect(host.url);
  await live(client);
  const figures = { copy: [] as number[], seek: [] as number[], copySeen: [] as number[], seen: [] as number[] };
  let by = '';
  for (let round = 0; round < ROUNDS; round++) {
    const copied = await copy(laboratory.url, COLUMNS, experimentId);
    by = copied.by;
    figures.copy.push(copied.ms);
    figures.copySeen.push((await copy(laboratory.url, `${COLUMNS}, tiles_seen`, experimentId)).ms);
    const { seekMs, seenMs } = await open(client, experimentId);
    figures.seek.push(seekMs);
    figures.seen.push(seenMs);
  }
  socket.close();
  await host.stop();
  await laboratory.remove();
  await server.remove();
  return {
    steps: STEPS,
    by,
    copyMs: percentile(figures.copy, 0.5),
    seekMs: percentile(figures.seek, 0.5),
    copySeenMs: percentile(figures.copySeen, 0.5),
    seenMs: percentile(figures.seen, 0.5),
  };
}

/** As the viewer does: the next page is asked for before the present one is taken. */
async function open(client: Client, experimentId: number): Promise<{ seekMs: number; seenMs: number }> {
  const begin = clock();
  const run = new Run({ width: SIDE, height: SIDE });
  run.expect(STEPS);
  const ask = (after: string | null) =>
    client.runs.read({ experimentId, after, sights: 'later', limit: PAGE, waitMs: 0 });
  for (let asked = ask(null); ; ) {
    const { cursor, columns, caughtUp } = await asked;
    const isEnd = caughtUp || columns.id.length === 0;
    if (!isEnd) asked = ask(cursor);
    run.append(columns);
    if (isEnd) break;
  }
  const sought = clock();
  if (run.length !== STEPS) throw new Error(`${run.length} steps came.`);
  const askSights = (after: RunKey | null) => client.runs.sights({ experimentId, after });
  for (let asked = askSights(null); ; ) {
    const { sights, next } = await asked;
    if (next !== null) asked = askSights(next);
    run.addSights(sights);
    if (next === null) break;
  }
  return { seekMs: sought - begin, seenMs: clock() - begin };
}

async function connect(page: URL): Promise<{ client: Client; socket: WebSocket }> {
  const url = new URL('/contract', page);
  url.search = page.search;
  url.protocol = 'ws:';
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once('open', resolve));
  const websocket = socket as unknown as globalThis.WebSocket;
  return { client: createORPCClient(new RPCLink({ websocket, customJsonSerializers: hostWireSerializers })), socket };
}

async function live(client: Client): Promise<void> {
  for (let after: string | null = null; ; ) {
    const { status, revision } = await client.feed.read({ after, waitMs: MAX_WAIT_MS });
    if (status.state === 'live') return;
    after = revision;
  }
}

/** COPY to nowhere, milliseconds; by psql where there is one, without the time in which it starts. */
async function copy(url: string, columns: string, experimentId: number): Promise<{ by: string; ms: number }> {
  const select = `SELECT ${columns} FROM agent_actions WHERE experiment_id = ${experimentId}`;
  const told = spawnSync('psql', [url, '-X', '-c', '\\timing on', '-c', `\\copy (${select}) TO /dev/null`]);
  const took = /^Time: ([\d.]+) ms/m.exec(String(told.stdout))?.[1];
  if (took !== undefined) return { by: 'psql', ms: Number(took) };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const begin = clock();
  await new Promise<void>((resolve, reject) => {
    const query: Drain = {
      submit: (connection) => connection.query(`COPY (${select}) TO STDOUT`),
      handleCopyData: () => {},
      handleCommandComplete: () => {},
      handleReadyForQuery: resolve,
      handleError: reject,
    };
    client.query(query);
  });
  const ms = clock() - begin;
  await client.end();
  return { by: 'a bare client', ms };
}

/** What `pg` calls on a query of one's own; its types name only the first. */
interface Drain extends pg.Submittable {
  handleCopyData(): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/** Steps as Oriole writes them, through a maze of 240 × 240: 25 cells seen, and a reason of some 300 letters. */
async function addSteps(laboratory: Laboratory, experimentId: number, first: number, count: number): Promise<void> {
  await laboratory.db.query(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success,
                                "timestamp", reasoning, tiles_seen, turn_number)
     SELECT $1, i + 1, (ARRAY['move_north', 'move_east', 'move_south', 'move_west'])[1 + i % 4], x, y, x + 1, y,
            i % 7 <> 0, timestamp '2026-01-05 08:00' + i * interval '1.213 seconds',
            'Step ' || i || '. ' || repeat('The corridor goes on to the east. ', 8),
            format('{"%1$s,%6$s": 1, "%1$s,%7$s": 0, "%1$s,%8$s": 0, "%1$s,%9$s": 1, "%1$s,%10$s": 1, '
                   '"%2$s,%6$s": 1, "%2$s,%7$s": 0, "%2$s,%8$s": 0, "%2$s,%9$s": 1, "%2$s,%10$s": 1, '
                   '"%3$s,%6$s": 1, "%3$s,%7$s": 0, "%3$s,%8$s": 0, "%3$s,%9$s": 1, "%3$s,%10$s": 1, '
                   '"%4$s,%6$s": 1, "%4$s,%7$s": 0, "%4$s,%8$s": 0, "%4$s,%9$s": 1, "%4$s,%10$s": 1, '
                   '"%5$s,%6$s": 1, "%5$s,%7$s": 0, "%5$s,%8$s": 0, "%5$s,%9$s": 1, "%5$s,%10$s": 1}',
                   x, x + 1, x + 2, x + 3, x + 4, y, y + 1, y + 2, y + 3, y + 4)::jsonb,
            i / 4
       FROM generate_series($2::int, $2::int + $3::int - 1) AS i,
            LATERAL (SELECT i / 61 % ($4::int - 5) AS x, i / 997 % ($4::int - 5) AS y) AS place`,
    [experimentId, first, count, SIDE],
  );
}

if (import.meta.main) {
  buildWhenNeeded();
  const { steps, by, copyMs, seekMs, copySeenMs, seenMs } = await measureOpening();
  const line = (what: string, ms: number, beside: number) =>
    console.log(`${what}: ${Math.round(ms)} ms; COPY by ${by} ${Math.round(beside)} ms; ${(ms / beside).toFixed(2)}`);
  line(`${steps.toLocaleString('en')} steps until any can be sought`, seekMs, copyMs);
  line('until all that was seen is known', seenMs, copySeenMs);
  process.exit(0);
}
