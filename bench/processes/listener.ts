// node bench/processes/listener.ts URL: a bare listener. Tells 0 once it listens; asked for a number of notices, tells
// when it had them all.
import pg from 'pg';
import { clock } from '../percentiles.ts';

const client = new pg.Client({ connectionString: process.argv[2] });
await client.connect();
let heard = 0;
let wanted = Number.POSITIVE_INFINITY;
client.on('notification', () => {
  if (++heard !== wanted) return;
  process.send?.(clock());
});
process.on('message', (notices) => {
  heard = 0;
  wanted = Number(Object(notices).notices);
});
await client.query('LISTEN agent_action_update');
process.send?.(0);
