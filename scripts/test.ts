// npm test: builds, finds or installs a Chromium, runs every suite, and ends with one line that sums them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
const SUITES: readonly Suite[] = [
  vitest('unit and integration', 'vitest.config.ts'),
  vitest('faults', 'test/faults/vitest.config.ts'),
  playwright('maze'),
  playwright('e2e'),
  playwright('desktop'),
];

buildWhenNeeded();
// Hundreds of processes load the same modules: compiled once, they are there for all of them.
const env = { ...process.env, ...provideChromium(), NODE_COMPILE_CACHE: join(reports, 'compiled') };
console.log(`desktop specs run on ${findElectron() ? 'Electron' : 'a stand-in for Electron (its binary is not here)'}`);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command, read } of SUITES) {
  console.log(`\n── ${name} ──`);
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  const [program = '', ...args] = command;
  const vitestReport = program === 'vitest' ? [`--outputFile.json=${report}`] : [];
  const { status } = spawnSync(program, [...args, ...vitestReport], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    shell: process.platform === 'win32',
  });
  const counts = existsSync(report) ? read(report) : { passed: 0, failed: 1, skipped: 0 };
  // A suite can fail without a failed test: its set-up broke.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

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
