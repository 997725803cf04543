import { parseArgs } from 'node:util';
import { examine } from '#core/database/doctor.ts';
import { chooseSource, SOURCE_OPTIONS } from '#core/source-choice.ts';
import { CHECKS, type CheckResult } from '#shared/domain/check.ts';
import { openTarget } from './open-target.ts';
import { untilAsked } from './signals.ts';

const NAME_WIDTH = Math.max(...CHECKS.map((name) => name.length));
const STATE_WIDTH = 'skipped'.length;
const MS_WIDTH = 6;

/** `oriole-monitor doctor`: one line a check, as it comes. Resolves with 1 when one has failed. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...SOURCE_OPTIONS, json: { type: 'boolean', default: false } } });
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  const source = await openTarget(chooseSource(values, process.env), stopping.signal);
  let code = 0;
  try {
    for await (const result of examine(source.target)) {
      if (stopping.signal.aborted) break;
      if (result.state === 'failed') code = 1;
      console.log(values.json ? JSON.stringify({ ...result, ms: round(result.ms) }) : line(result));
    }
    return code;
  } finally {
    await source.close();
  }
}

function line({ name, state, ms, sentence, advice }: CheckResult): string {
  const head = `${state.padEnd(STATE_WIDTH)}  ${name.padEnd(NAME_WIDTH)}  ${String(round(ms)).padStart(MS_WIDTH)} ms`;
  return `${head}  ${sentence}${advice === null ? '' : ` → ${advice}`}`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
