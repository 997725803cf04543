import { parseArgs } from 'node:util';
import { examine } from '#core/database/doctor.ts';
import type { ConnectionTarget } from '#core/database/target.ts';
import { createLog } from '#core/log.ts';
import { defaultConfigDirectory } from '#core/profiles/directory.ts';
import { openProfiles } from '#core/profiles/open.ts';
import { Supplies } from '#core/profiles/supply.ts';
import { chooseSource, SOURCE_OPTIONS, type SourceChoice } from '#core/source-choice.ts';
import { CHECKS, type CheckResult } from '#shared/domain/check.ts';
import { DEMO_PROFILE_ID } from '#shared/domain/profile.ts';
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

async function open(source: SourceChoice): Promise<Source> {
  const directory = defaultConfigDirectory();
  const { profiles, secrets } = await openProfiles({ source, otherwise: 'demo', directory, vault: null });
  const supply = new Supplies({ profiles, secrets, source, directory, log: createLog() }).of(
    profiles.start ?? DEMO_PROFILE_ID,
  );
  const stopping = new AbortController();
  void untilAsked().then(() => stopping.abort());
  const { signal } = stopping;
  const close = async () => {
    await supply.end?.();
    await profiles.close();
  };
  try {
    const target = await supply.target((sentence) => console.error(sentence), signal);
    return { target, isEnding: () => signal.aborted, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function line({ name, state, ms, sentence, advice }: CheckResult): string {
  const head = `${state.padEnd(STATE_WIDTH)}  ${name.padEnd(NAME_WIDTH)}  ${String(round(ms)).padStart(MS_WIDTH)} ms`;
  return `${head}  ${sentence}${advice === null ? '' : ` → ${advice}`}`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
