import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { Desktop, Start } from './launch.ts';
import { endOf, within } from './process-end.ts';
import type { Command, Report } from './stand-in/control.ts';

const RUN = join(import.meta.dirname, 'stand-in/run.ts');
const ORIGIN = 'https://oriole.app.stand-in';
const WINDOW_WITHIN_MS = 30_000;

/** Starts the application on the stand-in, in a process of its own; the test drives the same browser. */
export async function launchStandIn({ args, env, directory }: Start): Promise<Desktop> {
  const child = spawn(process.execPath, [RUN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const exited = endOf(child);
  const page = await openedPage(child).catch(async (error: unknown) => {
    child.kill();
    await within(exited, child);
    throw new Error(`The desktop host did not start. It wrote:\n${output}`, { cause: error });
  });
  const evaluate = evaluator(child);
  return {
    electronKind: 'stand-in',
    page,
    origin: ORIGIN,
    directory,
    pid: child.pid ?? 0,
    output: () => output,
    evaluate,
    exited,
    close: async () => {
      await evaluate(({ app }) => app.quit()).catch(() => undefined);
      return within(exited, child);
    },
  };
}

function started(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (report: Report) => report.kind === 'started' && resolve(report.endpoint));
    child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
  });
}

async function openedPage(child: ChildProcess): Promise<Page> {
  const browser = await chromium.connectOverCDP(await started(child));
  for (const end = Date.now() + WINDOW_WITHIN_MS; Date.now() < end; ) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    const page = pages.find((candidate) => candidate.url().startsWith(ORIGIN));
    if (page !== undefined) {
      await page.waitForLoadState();
      return page;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The desktop host opened no window.');
}

function evaluator(child: ChildProcess): Desktop['evaluate'] {
  let lastId = 0;
  return (fn, arg) =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new Error('The desktop host has ended.'));
        return;
      }
      lastId += 1;
      const command: Command = { id: lastId, fn: String(fn), arg };
      const stop = (): void => {
        child.off('message', onReport);
        child.off('exit', onExit);
      };
      const onExit = (): void => {
        stop();
        reject(new Error('The desktop host has ended.'));
      };
      const onReport = (report: Report): void => {
        if (report.kind === 'started' || report.id !== command.id) {
          return;
        }
        stop();
        if (report.kind === 'result') {
          resolve(report.value as Awaited<ReturnType<typeof fn>>);
        } else {
          reject(new Error(report.message));
        }
      };
      child.on('message', onReport);
      child.once('exit', onExit);
      child.send(command);
    });
}
