import { execFileSync } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
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
  const copy = join(await mkdtemp(join(tmpdir(), 'oriole-proposal-')), 'poc');
  await cp(folder, copy, { recursive: true });
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: copy, stdio: 'ignore' });
  const output = execFileSync('npx', ['node', 'run.mjs', '200', '5', '5000'], { cwd: copy, encoding: 'utf8' });
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
