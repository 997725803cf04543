import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../stage.ts';

/** An administrator ends the monitor's sessions. */
export const terminate: Fault = async ({ laboratory }) => {
  await laboratory.db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'oriole-monitor' AND datname = current_database()`,
  );
};

/** The server is stopped in order and started again. */
export const restart: Fault = async ({ server }) => {
  await server.stop();
  await server.start();
};

/** The server dies and comes back, by way of its recovery. */
export const crash: Fault = async ({ server }) => {
  await server.kill();
  await server.start();
};

/** The server is away for a while. */
export function outage(seconds: number): Fault {
  return async ({ server }) => {
    await server.stop();
    await delay(seconds * 1_000);
    await server.start();
  };
}
