import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

/** A real ssh-agent with these keys, for one test. Resolves with its socket's path. */
export async function startAgent(keys: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'oriole-agent-'));
  const socket = join(folder, 'socket');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const net = () => child.kill('SIGKILL');
  process.once('exit', net);
  onTestFinished(() => {
    process.removeListener('exit', net);
    net();
    rmSync(folder, { recursive: true, force: true });
  });
  await until('the agent listens', () => existsSync(socket));
  for (const key of keys) {
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
  }
  return socket;
}
