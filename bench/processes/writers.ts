// node bench/processes/writers.ts URL CLIENTS SECONDS EXPERIMENT: INSERTs single rows, each in its own transaction, and
// tells how many a second it came to.
import pg from 'pg';

const [url, clients, seconds, experiment] = process.argv.slice(2);
const until = { at: Number.POSITIVE_INFINITY };

/** How many rows one session inserts until the time is up. */
async function write(client: pg.Client): Promise<number> {
  let rows = 0;
  for (; performance.now() < until.at; rows++) {
    await client.query({
      name: 'insert',
      text: `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success)
             VALUES ($1, $2, 'move_east', 1, 1, 2, 1, true)`,
      values: [experiment, rows],
    });
  }
  return rows;
}

const sessions = Array.from({ length: Number(clients) }, () => new pg.Client({ connectionString: url }));
await Promise.all(sessions.map((session) => session.connect()));
const begin = performance.now();
until.at = begin + Number(seconds) * 1_000;
const rows = await Promise.all(sessions.map(write));
const took = (performance.now() - begin) / 1_000;
process.send?.(rows.reduce((sum, count) => sum + count, 0) / took);
await Promise.all(sessions.map((session) => session.end()));
process.disconnect();
