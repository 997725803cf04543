// node test/support/record-process.ts URL DIRECTORY: records a database until it is killed. Says `recording` when it does,
// and from then on each action that has arrived: its id, and when that was.
import { pino } from 'pino';
import { Monitor } from '#core/monitor.ts';
import { recordingChoiceSchema } from '#shared/domain/session.ts';
import { monitorOptions } from './monitor-options.ts';

const [url = '', directory = ''] = process.argv.slice(2);
const monitor = await Monitor.open({
  ...monitorOptions({ kind: 'url', url }, directory),
  log: pino({ level: 'silent' }),
});
monitor.start();
const source = monitor.own;
if (!source) throw new Error('nothing is watched');
const { id } = await monitor.recordings.start(source.id, recordingChoiceSchema.parse({}));
for (;;) {
  const { recordings } = await monitor.recordings.read(null, 0, undefined);
  if (recordings.find((one) => one.id === id)?.state === 'recording') break;
  await new Promise((resolve) => setTimeout(resolve, 5));
}
process.stdout.write('recording\n');
for (let cursor = source.reader.now(); ; ) {
  const page = await source.reader.read(null, cursor, { limit: 1_000, waitMs: 10_000 });
  const at = Date.now();
  process.stdout.write(page.actions.map((action) => `${action.id} ${at}\n`).join(''));
  cursor = page.cursor;
}
