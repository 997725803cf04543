import type { Connection } from './connection.ts';

const ROUNDS = 3;

/**
 * True when connections meet each other's sessions on the server, as behind a pooler in transaction mode. To be asked
 * before LISTEN is tried: its registration would stay behind with a session of somebody else's.
 */
export async function sharesSessions(connections: readonly Connection[]): Promise<boolean> {
  const owners = new Map<number, Connection>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const connection of connections) {
      const { rows } = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const pid = rows[0]?.pid ?? 0;
      const owner = owners.get(pid) ?? connection;
      if (owner !== connection) return true;
      owners.set(pid, connection);
    }
  }
  return owners.size > connections.length;
}
