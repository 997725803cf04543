import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '#core/paths.ts';
import { readEntry } from '#core/sessions/entry.ts';
import { LiveFile } from '#core/sessions/live-file.ts';
import { temporaryFolder } from '../../support/monitor.ts';
import { FACTS } from './facts.ts';

const COLUMNS = {
  mazes: [{ name: 'id', type: 'integer', storage: 'integer' }],
  experiments: [{ name: 'id', type: 'integer', storage: 'integer' }],
  agent_actions: [
    { name: 'id', type: 'integer', storage: 'integer' },
    { name: 'experiment_id', type: 'integer', storage: 'integer' },
    { name: 'step_number', type: 'integer', storage: 'integer' },
    { name: 'timestamp', type: 'timestamp without time zone', storage: 'time' },
  ],
} as const;

/** What another program takes the file for. */
function asOthersSeeIt(path: string): string {
  const program = `const { readEntry } = await import('#core/sessions/entry.ts');
    process.stdout.write(readEntry(process.argv[1]).state);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program, path], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  return stdout;
}

test('a file that is recorded stays locked, also when the library looks at it', () => {
  const path = join(temporaryFolder(), 'live.oriole');
  const file = new LiveFile(path, COLUMNS, { ...FACTS, endedAt: null });
  expect(asOthersSeeIt(path)).toBe('recording');
  expect(readEntry(path).state).toBe('recording');
  expect(asOthersSeeIt(path)).toBe('recording');
  file.write({ agent_actions: [[1, 1, 1, null]] });
  expect(asOthersSeeIt(path)).toBe('recording');
  file.close(1, 'It was stopped.');
  expect(asOthersSeeIt(path)).toBe('unfinished');
});
