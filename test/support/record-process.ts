// node test/support/record-process.ts URL DIRECTORY: records a database until it is killed. Says `recording` when it does.
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
