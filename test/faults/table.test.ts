import { expect, onTestFinished, test } from 'vitest';
import { until } from '../support/until.ts';
import { openStage } from './on-stage.ts';
import { ContractLink } from './viewers/contract-link.ts';
import { StreamViewer } from './viewers/stream-viewer.ts';

test.each([
  ['emptied', 'TRUNCATE agent_actions'],
  ['emptied, and its ids start again', 'TRUNCATE agent_actions RESTART IDENTITY'],
])('the table is %s while writers write', async (_, sql) => {
  const stage = await openStage();
  stage.audience.mayHaveSeenMore = true;
  await stage.perform(async ({ db }) => {
    await db.query(sql);
  });
});

test('the table is emptied between two batches, and the second one gets the ids of the first', async () => {
  const stage = await openStage();
  await stage.begin();
  await stage.writers.stop();
  await stage.ask();
  await stage.db.query('TRUNCATE agent_actions RESTART IDENTITY');
  stage.audience.mayHaveSeenMore = true;
  stage.writers.start(4);
  await stage.finish();
});

test('an experiment is deleted while it is watched', async () => {
  const stage = await openStage();
  const { laboratory, host } = stage;
  const experiment = await laboratory.addExperiment('deleted');
  await laboratory.addActions(experiment, 1, 50);
  const stream = new StreamViewer({ name: 'the stream of the deleted one', host: host.url, experiment });
  stage.audience.add(stream, experiment);
  stage.runs.watch(experiment);
  const link = new ContractLink(host.url);
  onTestFinished(() => link.close());
  const isListed = async () => {
    const { changed } = await (await link.client()).experiments.list({});
    return changed.some(({ id }) => id === experiment);
  };
  await until('it is listed', isListed);
  await until('it is seen', () => stream.received.length === 50);
  stage.audience.mayHaveSeenMore = true;
  await stage.perform(async ({ db }) => {
    await db.query('DELETE FROM experiments WHERE id = $1', [experiment]);
    await until('the list has dropped it', async () => !(await isListed()), 35_000);
  });
  expect(stage.feed.events.filter(({ state }) => state === 'failed' || state === 'reconnecting')).toEqual([]);
});
