import { spawnSync } from 'node:child_process';

/** Whether a Python is at hand; what needs one is skipped without it. */
export const HAS_PYTHON = spawnSync('python3', ['-c', 'import csv, json, sqlite3']).status === 0;

/** Runs a script of Python's own library. Answers with what it prints, as JSON. */
export function python(script: string, ...args: string[]): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-X', 'utf8', '-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python failed: ${stderr}`);
  return JSON.parse(stdout);
}
