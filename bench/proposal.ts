import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the first proposal's proof of concept reaches on this machine. */
export interface ProposalFigures {
  readonly pageP50: number;
  readonly pageP99: number;
  readonly burst: number;
  readonly burstPageMs: number;
  readonly burstFrames: number;
}

/** Runs the proposal's proof of concept, a folder with `package.json` and `run.mjs`, in a copy. */
export async function measureProposal(folder: string): Promise<ProposalFigures> {
  const temporary = await mkdtemp(join(tmpdir(), 'oriole-proposal-'));
  // As root, its PostgreSQL runs under an account of its own, which has to get to its programs in here.
  await chmod(temporary, 0o755);
  const copy = join(temporary, 'poc');
  await cp(folder, copy, { recursive: true });
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: copy, stdio: 'ignore' });
  const output = execFileSync('npx', ['node', 'run.mjs', '200', '5', '5000'], { cwd: copy, encoding: 'utf8' });
  await rm(temporary, { recursive: true, force: true });
  const [steady, burst] = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  return {
    pageP50: steady.page_p50_ms,
    pageP99: steady.page_p99_ms,
    burst: burst.burst,
    burstPageMs: burst.page_done_ms,
    burstFrames: burst.page_fps_during,
  };
}
