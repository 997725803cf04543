import type { Laboratory } from '../test/support/laboratory.ts';
import { BenchProcess, installForm, onLaboratory, type TriggerForm } from './feed-stage.ts';
import { percentile } from './percentiles.ts';

const CLIENTS = 16;
const SECONDS = 5;
const RUNS = 3;
const FORMS: readonly TriggerForm[] = ['none', 'statement-triggers', 'triggers'];

/** Transactions of one row a second, from sixteen writers at once, while somebody listens. */
export async function measureWriters() {
  return onLaboratory('none', async (laboratory) => {
    const experiment = await laboratory.addExperiment();
    const listener = new BenchProcess<never, number>(new URL('processes/listener.ts', import.meta.url), [
      laboratory.url,
    ]);
    await listener.next();
    const rates: Record<TriggerForm, number[]> = { none: [], 'statement-triggers': [], triggers: [] };
    for (let run = 0; run < RUNS; run++) {
      for (const form of FORMS) rates[form].push(await rate(laboratory, form, experiment));
    }
    await listener.end();
    return {
      writers: CLIENTS,
      none: percentile(rates.none, 0.5),
      'statement-triggers': percentile(rates['statement-triggers'], 0.5),
      triggers: percentile(rates.triggers, 0.5),
    };
  });
}

async function rate(laboratory: Laboratory, form: TriggerForm, experiment: number): Promise<number> {
  await installForm(laboratory, form);
  await laboratory.db.query('TRUNCATE agent_actions');
  await laboratory.db.query('CHECKPOINT');
  const args = [laboratory.url, String(CLIENTS), String(SECONDS), String(experiment)];
  const writers = new BenchProcess<never, number>(new URL('processes/writers.ts', import.meta.url), args);
  const perSecond = await writers.next();
  await writers.end();
  return perSecond;
}
