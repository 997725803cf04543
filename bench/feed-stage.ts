import { type ChildProcess, fork } from 'node:child_process';
import { readSql } from '#core/paths.ts';
import { Laboratory } from '../test/support/laboratory.ts';
import { startServer } from './server.ts';

/** Which triggers a measurement stands on. */
export type TriggerForm = 'none' | 'statement-triggers' | 'triggers';

/** Starts a PostgreSQL of its own with Oriole's tables, and ends it after the measurement. */
export async function onLaboratory<T>(form: TriggerForm, measure: (laboratory: Laboratory) => Promise<T>): Promise<T> {
  const server = await startServer();
  const laboratory = await Laboratory.create('tables', server.url);
  try {
    await installForm(laboratory, form);
    return await measure(laboratory);
  } finally {
    await laboratory.remove();
    await server.remove();
  }
}

/** Makes these triggers the present ones, whatever was there. */
export async function installForm(laboratory: Laboratory, form: TriggerForm): Promise<void> {
  await laboratory.db.query(readSql(form === 'none' ? 'remove-triggers' : form));
}

/** Experiments without actions. */
export async function addExperiments(laboratory: Laboratory, count: number): Promise<number[]> {
  const { rows } = await laboratory.db.query<{ id: number }>(
    `INSERT INTO experiments (model_name, start_x, start_y) SELECT 'bench', 1, 1 FROM generate_series(1, $1) RETURNING id`,
    [count],
  );
  return rows.map(({ id }) => id);
}

/**
 * Rows as Oriole writes them, in one INSERT: twelve cells seen, two texts of some 300 bytes. They go to these
 * experiments in turn.
 */
export async function addOrioleRows(
  laboratory: Laboratory,
  experiments: readonly number[],
  first: number,
  count: number,
): Promise<void> {
  await laboratory.db.query(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success,
                                reasoning, assistant_message, tiles_seen, turn_number)
     SELECT ($1::int[])[1 + i % $4], $2 + i / $4, 'move_east', i % 50, 1, i % 50 + 1, 1, i % 7 <> 0,
            'Step ' || i || '. ' || repeat('The corridor goes on to the east. ', 9),
            'I am at ' || i % 50 || '. ' || repeat('There is a wall to the north. ', 10),
            format('{"%1$s,0": 1, "%1$s,1": 0, "%1$s,2": 0, "%1$s,3": 1, "%2$s,0": 1, "%2$s,1": 0, '
                   '"%2$s,2": 0, "%2$s,3": 1, "%3$s,0": 1, "%3$s,1": 0, "%3$s,2": 2, "%3$s,3": 1}',
                   i % 50, i % 50 + 1, i % 50 + 2)::jsonb,
            i / 4
       FROM generate_series(0, $3 - 1) AS i`,
    [experiments, first, count, experiments.length],
  );
}

/** A process of its own, so that it shares its thread with nothing that is measured beside it. */
export class BenchProcess<Asked, Told> {
  readonly #child: ChildProcess;
  readonly #told: Told[] = [];
  #wake: (() => void) | null = null;

  /** @param file a module in `bench/processes` */
  constructor(file: URL, args: readonly string[]) {
    this.#child = fork(file, args);
    // A measurement that fails does not come to end().
    const kill = () => this.#child.kill('SIGKILL');
    process.once('exit', kill);
    this.#child.on('message', (told: Told) => {
      this.#told.push(told);
      this.#wake?.();
    });
    this.#child.on('exit', () => {
      process.off('exit', kill);
      this.#wake?.();
    });
  }

  ask(asked: Asked & object): void {
    this.#child.send(asked);
  }

  /** What it tells next. */
  async next(): Promise<Told> {
    for (;;) {
      const told = this.#told.shift();
      if (told !== undefined) return told;
      if (this.#child.exitCode !== null) throw new Error(`A process of the bench ended with ${this.#child.exitCode}.`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
  }
}
