import { join } from 'node:path';
import { _electron } from '@playwright/test';
import type { Desktop, Start } from './launch.ts';
import { endOf, within } from './process-end.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** Starts the application on Electron itself. Playwright wants a display: Xvfb where there is none. */
export async function launchElectron({ args, env, directory }: Start): Promise<Desktop> {
  const application = await _electron.launch({ args: [PROJECT, ...args], env, cwd: PROJECT });
  const child = application.process();
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const exited = endOf(child);
  const page = await application.firstWindow().catch(async (error: unknown) => {
    child.kill();
    await within(exited, child);
    throw new Error(`The desktop host opened no window. It wrote:\n${output}`, { cause: error });
  });
  return {
    electronKind: 'electron',
    page,
    origin: 'app://oriole',
    directory,
    pid: child.pid ?? 0,
    output: () => output,
    evaluate: (fn, arg) => application.evaluate(fn as never, arg as never),
    exited,
    close: async () => {
      await application.evaluate(({ app }) => app.quit()).catch(() => undefined);
      return within(exited, child);
    },
  };
}
