import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'package.json', 'electron.vite.config.ts', 'vite.web.config.ts'];
// Written last by `npm run build`, so its age is that of the whole build.
const RESULT = join('out', 'web', 'cli.js');

/** Builds when there is no build, or when a source is newer than it. Ends the process when the build fails. */
export function buildWhenNeeded(): void {
  if (existsSync(RESULT) && newest(SOURCES) <= statSync(RESULT).mtimeMs) return;
  console.log('Building …');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('The build failed; what is above says why.');
    process.exit(status ?? 1);
  }
}

function newest(paths: readonly string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(path);
      return stat.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stat.mtimeMs;
    }),
    0,
  );
}
