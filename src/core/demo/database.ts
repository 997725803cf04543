import type { Client } from 'pg';
import { readSql } from '#core/paths.ts';
import { insertHistory, type PastExperiment } from './history.ts';
import type { DemoMaze } from './mazes/catalogue.ts';

/**
 * Fills a new, empty database: tables, mazes, past runs, and last the triggers, so that the past announces nothing. All
 * or nothing.
 */
export async function fillDatabase(
  client: Client,
  mazes: readonly DemoMaze[],
  history: readonly PastExperiment[],
): Promise<void> {
  await client.query(readSql('demo-schema'));
  await client.query('BEGIN');
  for (const { name, grid, seeThroughWalls } of mazes) {
    const rows = Array.from({ length: grid.height }, (_, y) => [
      ...grid.tiles.subarray(y * grid.width, (y + 1) * grid.width),
    ]);
    await client.query(
      'INSERT INTO mazes (name, width, height, grid_data, see_through_walls) VALUES ($1, $2, $3, $4, $5)',
      [name, grid.width, grid.height, JSON.stringify(rows), seeThroughWalls],
    );
  }
  await insertHistory(client, history, await readMazeIds(client));
  await client.query('COMMIT');
  await client.query(readSql('statement-triggers'));
}

/** The mazes' ids by their names. */
export async function readMazeIds(client: Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: number; name: string }>('SELECT id, name FROM mazes');
  return new Map(rows.map(({ id, name }) => [name, id]));
}

/** The ordinal of the next experiment: they are counted across all starts, so that no run comes twice. */
export async function readNextOrdinal(client: Client): Promise<number> {
  const { rows } = await client.query<{ last: number }>('SELECT coalesce(max(id), 0) AS last FROM experiments');
  return (rows[0]?.last ?? 0) + 1;
}
