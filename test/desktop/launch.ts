import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { launchElectron } from './launch-electron.ts';
import { launchStandIn } from './launch-stand-in.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Electron's module as main sees it. In the stand-in only what main uses is there. */
type ElectronModule = typeof import('electron');

/** How the application is started. */
export interface LaunchOptions {
  /** The application's own switches; `--demo` when absent. */
  readonly args?: readonly string[];
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Keep settings and the demo's database here, and leave them. Otherwise: a new directory, removed by `close()`. */
  readonly directory?: string;
}

/** The running application. */
export interface Desktop {
  readonly electronKind: 'stand-in' | 'electron';
  /** The window's page. */
  readonly page: Page;
  /** The page's origin: `app://oriole`, or what the stand-in has for it. For `page.goto(`${origin}/run/1`)`. */
  readonly origin: string;
  /** The directory that holds everything this start has written. */
  readonly directory: string;
  readonly pid: number;
  /** What the process has written to standard output and standard error. */
  output(): string;
  /** Calls a function in main with the electron module. The function sees nothing of its surroundings. */
  evaluate<Result, Arg = undefined>(
    fn: (electron: ElectronModule, arg: Arg) => Result | Promise<Result>,
    arg?: Arg,
  ): Promise<Result>;
  /** Resolves when the process has ended by itself. */
  readonly exited: Promise<{ exitCode: number | null }>;
  /** Quits as a person would, and waits for the end. */
  close(): Promise<{ exitCode: number | null }>;
}

/** What the two kinds of starting get. */
export interface Start {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly directory: string;
}

const ELECTRON = join(import.meta.dirname, '../../node_modules/electron');

/**
 * Starts the built application: on Electron where its binary is there, otherwise on the stand-in.
 *
 * @throws Error with the application's output when no window opens
 */
export async function launchDesktop(options: LaunchOptions = {}): Promise<Desktop> {
  const directory = options.directory ?? temporaryDirectory();
  const args = [...(options.args ?? ['--demo'])];
  if (args.includes('--demo') && !args.includes('--data-dir')) {
    args.push('--data-dir', join(directory, 'demo'));
  }
  const env = Object.fromEntries(
    Object.entries({ ...process.env, ...options.env }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const start: Start = { args: [`--user-data-dir=${directory}`, ...args], env, directory };
  // The package's own entry point would begin a download; these two files are what it looks for.
  const isReal = existsSync(join(ELECTRON, 'path.txt')) && existsSync(join(ELECTRON, 'dist'));
  console.log(isReal ? 'desktop: on Electron' : 'desktop: on the stand-in, Electron’s binary is not on this machine');
  const tidy = (): void => {
    if (options.directory === undefined) {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  try {
    const desktop = await (isReal ? launchElectron(start) : launchStandIn(start));
    return { ...desktop, close: () => desktop.close().finally(tidy) };
  } catch (error) {
    tidy();
    throw error;
  }
}
