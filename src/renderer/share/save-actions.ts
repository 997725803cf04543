import { ACTIONS_CSV_HEADER, actionsCsv } from '#shared/run/actions-csv.ts';
import type { Run } from '#shared/run/run.ts';
import { saveFile } from './save-file.ts';
import { breathe, runTask } from './task.tsx';

/** Actions written between two breaths of the page; some milliseconds. */
const SLICE = 5_000;

/** Saves the actions of a run as CSV. */
export async function saveActions(run: Run, name: string): Promise<void> {
  const { length } = run;
  const file = await runTask('Saving the actions', async (progress, signal) => {
    const parts = [ACTIONS_CSV_HEADER];
    for (let from = 0; from < length; from += SLICE) {
      parts.push(actionsCsv(run, from, Math.min(length, from + SLICE)));
      progress(Math.min(length, from + SLICE) / length);
      await breathe(signal);
    }
    return new Blob(parts, { type: 'text/csv;charset=utf-8' });
  });
  if (file) saveFile(file, name);
}
