import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

// Longer than main gives itself, so that what is killed here has really hung.
const QUIT_WITHIN_MS = 10_000;

/** How a process ended. A signal leaves no exit code. */
interface End {
  readonly exitCode: number | null;
}

/** The end of a process, also when it has ended already. */
export async function endOf(child: ChildProcess): Promise<End> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit');
  }
  return { exitCode: child.exitCode };
}

/** Waits for the end of a process that was asked to quit, and kills it when that takes too long. */
export async function within(exited: Promise<End>, child: ChildProcess): Promise<End> {
  const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_WITHIN_MS);
  return exited.finally(() => clearTimeout(timer));
}
