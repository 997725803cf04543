import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '#core/paths.ts';
import { buildSession } from '#core/sessions/build.ts';
import { settledMonitor, temporaryFolder } from '../../support/monitor.ts';
import { FACTS } from './facts.ts';
import { richLaboratory } from './rich-laboratory.ts';

const ALL = { experiments: null, from: null, to: null, texts: true };
const document = readFileSync(join(packageRoot, 'docs/session-file.md'), 'utf8');

/** The example of the document in a language. */
function exampleOf(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(document)?.[1] ?? '';
}

function isAtHand(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0;
}

async function session(folder: string) {
  const { laboratory, experiments } = await richLaboratory(300);
  const { source } = await settledMonitor(laboratory.url);
  const path = join(folder, 'session.oriole');
  await buildSession(path, await source.rows(), ALL, FACTS, () => {});
  const { rows } = await laboratory.db.query<{ model: string; actions: number; failed: number; longest: number }>(
    `SELECT e.model_name AS model, count(*)::int AS actions, sum((NOT a.success)::int)::int AS failed,
            max(length(a.reasoning)) AS longest
       FROM agent_actions a JOIN experiments e ON e.id = a.experiment_id
      WHERE e.id = ANY($1) GROUP BY e.id ORDER BY e.id`,
    [experiments],
  );
  return { path, truth: rows };
}

test.skipIf(!isAtHand('python3', '--version'))(
  'the example in Python reads a session (skipped without Python)',
  async () => {
    const folder = temporaryFolder();
    const { path, truth } = await session(folder);
    const program = join(folder, 'example.py');
    writeFileSync(program, exampleOf('python'));
    const { stdout, stderr } = spawnSync('python3', [program, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const lines = truth.map(
      ({ model, actions, failed, longest }) => `${model}\t${actions}\t${failed}\t${longest ?? 'None'}`,
    );
    expect(stdout.trim().split('\n')).toEqual(lines);
  },
);

test.skipIf(!isAtHand('Rscript', '-e', 'library(RSQLite)'))(
  'the example in R reads a session (skipped without R and RSQLite)',
  async () => {
    const folder = temporaryFolder();
    const { path, truth } = await session(folder);
    const program = join(folder, 'example.R');
    writeFileSync(program, exampleOf('r'));
    const { stdout } = spawnSync('Rscript', [program, path], { encoding: 'utf8' });
    const lines = truth.map(({ model, actions, failed }) => `${model}\t${actions}\t${failed}`);
    expect(stdout.trim().split('\n')).toEqual([...lines, 'TRUE']);
  },
);

test.skipIf(!isAtHand('duckdb', '-c', 'INSTALL sqlite; LOAD sqlite'))(
  'the example in DuckDB reads a session (skipped without DuckDB and its extension)',
  async () => {
    const folder = temporaryFolder();
    const { truth } = await session(folder);
    const { stdout } = spawnSync('duckdb', ['-csv', '-noheader', '-c', exampleOf('sql')], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toHaveLength(truth.length);
  },
);
