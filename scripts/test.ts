// npm test: builds, finds or installs a Chromium, runs every suite, and ends with one line that sums them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumOptions } from '../test/support/chromium.ts';
import { buildWhenNeeded } from './build.ts';
import { findElectron } from './electron.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  readonly read: (file: string) => Counts;
}

const reports = mkdtempSync(join(tmpdir(), 'oriole-reports-'));
const playwright = (folder: string): Suite => ({
  name: folder,
  command: ['playwright', 'test', '--config', `test/${folder}/playwright.config.ts`, '--reporter', 'list,json'],
  read: readPlaywright,
});
const vitest = (name: string, config: string): Suite => ({
  name,
  command: ['vitest', 'run', '--config', config, '--reporter=default', '--reporter=json'],
  read: readVitest,
});
// Suites in a row run at the same time: faults mostly wait, for back-offs and heartbeats.
const SUITES: readonly (readonly Suite[])[] = [
  [vitest('unit and integration', 'vitest.config.ts')],
  [playwright('maze'), vitest('faults', 'test/faults/vitest.config.ts')],
  [playwright('e2e')],
  [playwright('desktop')],
];

buildWhenNeeded();
// Hundreds of processes load the same modules: compiled once, they are there for all of them.
const env = { ...process.env, ...provideChromium(), NODE_COMPILE_CACHE: join(reports, 'compiled') };
console.log(`desktop specs run on ${findElectron() ? 'Electron' : 'a stand-in for Electron (its binary is not here)'}`);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const row of SUITES) {
  const running = row.map((suite, index) => run(suite, index === 0 ? null : logOf(suite)));
  for (const [index, suite] of row.entries()) {
    console.log(`\n── ${suite.name} ──`);
    const counts = await running[index];
    // The first one was seen as it went on.
    if (index > 0) process.stdout.write(readFileSync(logOf(suite)));
    if (counts) for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  }
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

function logOf({ name }: Suite): string {
  return join(reports, `${name}.log`);
}

/** @param log where its output goes; null: to the terminal */
async function run({ name, command, read }: Suite, log: string | null): Promise<Counts> {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  const [program = '', ...args] = command;
  const vitestReport = program === 'vitest' ? [`--outputFile.json=${report}`] : [];
  const output = log === null ? 'inherit' : openSync(log, 'w');
  const child = spawn(program, [...args, ...vitestReport], {
    stdio: ['ignore', output, output],
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    shell: process.platform === 'win32',
  });
  if (typeof output === 'number') closeSync(output);
  const [status] = await once(child, 'exit');
  const counts = existsSync(report) ? read(report) : { passed: 0, failed: 1, skipped: 0 };
  // A suite can fail without a failed test: its set-up broke.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function readVitest(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readPlaywright(file: string): Counts {
  const { stats } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

/** The Chromium of this machine, one from Debian's packages, or Playwright's own: whichever can be had first. */
function provideChromium(): { CHROMIUM_PATH?: string } {
  const present = chromiumOptions().executablePath;
  if (present) return { CHROMIUM_PATH: present };
  console.log('Installing Chromium for the tests …');
  const isDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (isDebian) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell'], {
      stdio: 'ignore',
    });
    const installed = chromiumOptions().executablePath;
    if (installed) return { CHROMIUM_PATH: installed };
  }
  const { status } = spawnSync('playwright', ['install', 'chromium'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return {};
  console.error('No Chromium could be found or installed. Install one and name it in CHROMIUM_PATH.');
  process.exit(1);
}
