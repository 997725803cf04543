import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '#core/log.ts';
import { FILE_EXTENSION } from '#core/sessions/format.ts';
import type { Recordings } from '#core/sessions/recordings.ts';
import { chooseSource, SOURCE_OPTIONS, UsageError } from '#core/source-choice.ts';
import { type RecordingStatus, recordingChoiceSchema } from '#shared/domain/session.ts';
import { openMonitor } from '../open-monitor.ts';
import { counted, ProgressLine } from './progress-line.ts';
import { EXPERIMENT_OPTIONS, readExperiments } from './selection.ts';
import { untilAsked } from './signals.ts';

/** The longest that a timer of Node can wait is some 24 days. */
const MOST_SECONDS = 2_000_000;
const LOOK_MS = 1_000;

/** `oriole-monitor record`: what the feed brings into a file, until it is asked to end. Resolves with the exit code. */
export async function record(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ...SOURCE_OPTIONS,
      ...EXPERIMENT_OPTIONS,
      out: { type: 'string' },
      past: { type: 'boolean', default: false },
      for: { type: 'string' },
    },
  });
  if (!values.out) throw new UsageError('--out takes the file to record into.');
  const path = resolve(values.out);
  if (!path.endsWith(FILE_EXTENSION))
    throw new UsageError(`--out takes a file whose name ends with ${FILE_EXTENSION}.`);
  const seconds = values.for === undefined ? null : Number(values.for);
  if (seconds !== null && !(seconds > 0 && seconds <= MOST_SECONDS)) {
    throw new UsageError(`--for takes a number of seconds, at most ${MOST_SECONDS.toLocaleString('en')}.`);
  }
  const choice = recordingChoiceSchema.parse({
    experiments: readExperiments(values.experiment),
    past: values.past,
    texts: !values['without-texts'],
    name:
      basename(path)
        .replace(/\.oriole$/, '')
        .slice(0, 200) || null,
  });
  if (existsSync(path)) {
    console.error(`${path} is there already. Choose another name, or move it away first.`);
    return 1;
  }
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  const monitor = await openMonitor(chooseSource(values, process.env), createLog());
  monitor.start();
  const line = new ProgressLine();
  try {
    const source = monitor.own;
    if (!source) throw new Error('nothing was started');
    const { state, reason } = await source.whenSettled(stopping.signal);
    if (stopping.signal.aborted) return 0;
    if (state === 'failed') {
      console.error(reason);
      return 1;
    }
    const { id, sentence } = await monitor.recordings.start(source.id, choice, { path });
    if (id === null) {
      console.error(sentence);
      return 1;
    }
    console.error(reason);
    let timer: NodeJS.Timeout | null = null;
    const last = await untilOver(monitor.recordings, id, stopping.signal, (text, isRecording) => {
      line.show(text);
      // What was waited for a database is no part of it.
      if (isRecording && seconds !== null) timer ??= setTimeout(() => stopping.abort(), seconds * 1_000);
    });
    if (timer) clearTimeout(timer);
    line.end();
    return tell(path, last, stopping.signal.aborted);
  } finally {
    line.end();
    await monitor.stop();
  }
}

/** Follows a recording to its end, and ends it when that is asked for. */
async function untilOver(
  recordings: Recordings,
  id: string,
  signal: AbortSignal,
  onProgress: (text: string, isRecording: boolean) => void,
): Promise<RecordingStatus | null> {
  signal.addEventListener('abort', () => void recordings.stop(id), { once: true });
  // It may have been asked for before anybody listened.
  if (signal.aborted) void recordings.stop(id);
  for (let after: string | null = null; ; ) {
    const reading = await recordings.read(after, LOOK_MS, undefined);
    after = reading.revision;
    const status = reading.recordings.find((one) => one.id === id);
    if (!status || status.state === 'ended' || status.state === 'failed') return status ?? null;
    const { state, actions, experiments, bytes, progress } = status;
    const size = `${(bytes / 1e6).toFixed(1)} MB`;
    const share = progress === null ? '' : `, ${Math.round(progress * 100)} %`;
    const text = `${state}: ${counted(actions, 'action')}, ${counted(experiments, 'experiment')}, ${size}${share}`;
    onProgress(text, state === 'recording');
  }
}

function tell(path: string, last: RecordingStatus | null, wasAsked: boolean): number {
  if (!last || !existsSync(path)) {
    console.error(last?.sentence ?? 'Nothing was recorded.');
    // Asked to end before the first row could come: there is nothing to keep, and nothing went wrong.
    return wasAsked && last?.state !== 'failed' ? 0 : 1;
  }
  console.log(`${path}: ${counted(last.actions, 'action')}, ${counted(last.experiments, 'experiment')}`);
  if (wasAsked && last.state === 'ended') return 0;
  console.error(last.sentence ?? 'It ended by itself.');
  return 1;
}
