import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '#core/paths.ts';

/** The web host as its own process, as a user starts it. */
export interface WebHostProcess {
  /** The URL that it printed, with the token. */
  readonly url: URL;
  readonly child: ChildProcess;
  /** What it wrote, standard output and standard error. */
  output(): string;
  /** Asks it to end; resolves with its exit code and how long it took, milliseconds. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
}

/** Starts the built command line's `serve` and waits for the URL. */
export async function startWebHostProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<WebHostProcess> {
  const cli = join(packageRoot, 'out', 'web', 'cli.js');
  // The profiles of whoever runs the tests are nobody's business here.
  const folder = mkdtempSync(join(tmpdir(), 'oriole-config-'));
  const own = { ORIOLE_CONFIG_DIR: folder, ...env };
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--no-open', ...args], { env: own });
  // A test that fails may not come to stop(); its host must not outlive it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => {
    process.off('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<URL>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      const printed = /http:\/\/\S+/.exec(output)?.[0];
      if (printed) resolve(new URL(printed));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    void exited.then((code) => reject(new Error(`The web host ended with ${code}: ${output}`)));
  });
  return {
    url,
    child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      const asked = performance.now();
      child.kill(signal);
      return { code: await exited, ms: performance.now() - asked };
    },
  };
}
