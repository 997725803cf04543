import { setTimeout as delay } from 'node:timers/promises';
import { patiently } from '../patiently.ts';
import type { Fault } from '../stage.ts';
import { untilNoticed } from './noticed.ts';

/** An administrator ends the monitor's sessions. */
export const terminate: Fault = (stage) =>
  untilNoticed(stage, async () => {
    await patiently(() =>
      stage.db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'oriole-monitor' AND datname = current_database()`,
      ),
    );
  });

/** The server is stopped in order and started again. */
export const restart: Fault = (stage) =>
  untilNoticed(stage, async () => {
    await stage.server.stop();
    await stage.server.start();
  });

/** The server dies and comes back, by way of its recovery. */
export const crash: Fault = (stage) =>
  untilNoticed(stage, async () => {
    await stage.server.kill();
    await stage.server.start();
  });

/** The server is away for a while. */
export function outage(seconds: number): Fault {
  return (stage) =>
    untilNoticed(stage, async () => {
      await stage.server.stop();
      await delay(seconds * 1_000);
      await stage.server.start();
    });
}
