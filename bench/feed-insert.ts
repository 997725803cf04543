import type { Laboratory } from '../test/support/laboratory.ts';
import { addOrioleRows, installForm, onLaboratory, type TriggerForm } from './feed-stage.ts';
import { percentile } from './percentiles.ts';

const ROWS = 100_000;
const RUNS = 5;
const FORMS: readonly TriggerForm[] = ['none', 'statement-triggers', 'triggers'];

/** How long one INSERT of 100,000 rows takes, milliseconds, with each form of the triggers and without. */
export async function measureInsert() {
  return onLaboratory('none', async (laboratory) => {
    const experiment = await laboratory.addExperiment();
    return {
      rows: ROWS,
      bare: await compare(laboratory, () => laboratory.addActions(experiment, 1, ROWS)),
      whole: await compare(laboratory, () => addOrioleRows(laboratory, [experiment], 1, ROWS)),
    };
  });
}

async function compare(laboratory: Laboratory, insert: () => Promise<void>): Promise<Record<TriggerForm, number>> {
  const times: Record<TriggerForm, number[]> = { none: [], 'statement-triggers': [], triggers: [] };
  // In turn, so that whatever else this machine does meets all of them alike.
  for (let run = 0; run < RUNS; run++) {
    for (const form of FORMS) {
      await installForm(laboratory, form);
      await laboratory.db.query('TRUNCATE agent_actions');
      await laboratory.db.query('CHECKPOINT');
      const begin = performance.now();
      await insert();
      times[form].push(performance.now() - begin);
    }
  }
  return {
    none: percentile(times.none, 0.5),
    'statement-triggers': percentile(times['statement-triggers'], 0.5),
    triggers: percentile(times.triggers, 0.5),
  };
}
