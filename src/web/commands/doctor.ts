import { parseArgs } from 'node:util';
import { CHECKS, type CheckResult, examine } from '#core/database/doctor.ts';
import { type ConnectionTarget, targetFromEnvironment, targetFromUrl } from '#core/database/target.ts';
import { defaultDemoDirectory, startDemo } from '#core/demo/laboratory.ts';
import { chooseSource, SOURCE_OPTIONS, type SourceChoice } from '#core/source-choice.ts';
import { untilAsked } from './signals.ts';

const NAME_WIDTH = Math.max(...CHECKS.map((name) => name.length));
const STATE_WIDTH = 'skipped'.length;
const MS_WIDTH = 6;

/** `oriole-monitor doctor`: one line a check, as it comes. Resolves with 1 when one has failed. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...SOURCE_OPTIONS, json: { type: 'boolean', default: false } } });
  const source = await open(chooseSource(values, process.env));
  let code = 0;
  try {
    for await (const result of examine(source.target)) {
      if (source.isEnding()) break;
      if (result.state === 'failed') code = 1;
      console.log(values.json ? JSON.stringify({ ...result, ms: round(result.ms) }) : line(result));
    }
    return code;
  } finally {
    await source.close();
  }
}

interface Source {
  readonly target: ConnectionTarget;
  /** True when the program was asked to end. */
  isEnding(): boolean;
  close(): Promise<void>;
}

async function open(choice: SourceChoice): Promise<Source> {
  if (choice.kind !== 'demo') {
    const target = choice.kind === 'url' ? targetFromUrl(choice.url) : targetFromEnvironment();
    // Ctrl+C just ends it: there is nothing to put away.
    return { target, isEnding: () => false, close: async () => {} };
  }
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  const { signal } = stopping;
  const demo = await startDemo({
    dataDir: choice.dataDir ?? defaultDemoDirectory(),
    onProgress: (sentence) => console.error(sentence),
    signal,
  });
  return { target: targetFromUrl(demo.url, {}), isEnding: () => signal.aborted, close: () => demo.stop() };
}

function line({ name, state, ms, sentence, advice }: CheckResult): string {
  const head = `${state.padEnd(STATE_WIDTH)}  ${name.padEnd(NAME_WIDTH)}  ${String(round(ms)).padStart(MS_WIDTH)} ms`;
  return `${head}  ${sentence}${advice === null ? '' : ` → ${advice}`}`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
