import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createLog } from '#core/log.ts';
import { proposalAction } from '#core/runs/proposal.ts';
import { follow } from '#core/runs/stream.ts';
import { chooseSource, SOURCE_OPTIONS, UsageError } from '#core/source-choice.ts';
import { openMonitor } from '../open-monitor.ts';
import { untilAsked } from './signals.ts';

/** `oriole-monitor tail`: every action that comes, one line of JSON each, until it is asked to end. */
export async function tail(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...SOURCE_OPTIONS, experiment: { type: 'string' } } });
  const experimentId = values.experiment === undefined ? null : Number(values.experiment);
  if (experimentId !== null && !Number.isSafeInteger(experimentId))
    throw new UsageError('--experiment takes a number.');
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  // `oriole-monitor tail | head`: the reader is gone, so there is nothing left to do.
  process.stdout.on('error', () => stopping.abort());
  const monitor = await openMonitor(chooseSource(values, process.env), createLog());
  monitor.start();
  try {
    const source = monitor.own;
    if (!source) throw new Error('nothing was started');
    const status = await source.whenSettled(stopping.signal);
    if (stopping.signal.aborted) return 0;
    if (status.state === 'failed') {
      console.error(status.reason);
      return 1;
    }
    // Taken before anything is said: whoever reads "Live" may rely on every action from then on.
    const from = source.reader.now();
    if (experimentId !== null && !(await source.hasExperiment(experimentId))) {
      console.error(`There is no experiment ${experimentId} in this database.`);
      return 1;
    }
    console.error(status.reason);
    for await (const item of follow(source, experimentId, from, false, stopping.signal)) {
      if (item.kind !== 'action') continue;
      const line = `${JSON.stringify(proposalAction(item.action))}\n`;
      if (!process.stdout.write(line)) await once(process.stdout, 'drain', { signal: stopping.signal }).catch(() => {});
    }
    return 0;
  } finally {
    await monitor.stop();
  }
}
