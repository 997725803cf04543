import * as electron from './electron.ts';

/** What the launcher (../launch.ts) sends: a function as text, to be called with the electron module. */
export interface Command {
  readonly id: number;
  readonly fn: string;
  readonly arg: unknown;
}

/** What it gets back. */
export type Report =
  | { readonly kind: 'started'; readonly endpoint: string }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

/** Reports to the launcher, where there is one: a person may have started this by hand. */
export function report(message: Report): void {
  process.send?.(message);
}

/** Evaluates in main what the launcher sends, and quits when the launcher is gone. */
export function obeyLauncher(): void {
  process.on('message', (command: Command) => {
    evaluate(command).then(
      (value) => report({ kind: 'result', id: command.id, value }),
      (error: unknown) => report({ kind: 'error', id: command.id, message: String(error) }),
    );
  });
  process.on('disconnect', () => electron.app.quit());
}

async function evaluate({ fn, arg }: Command): Promise<unknown> {
  // biome-ignore lint/security/noGlobalEval: as Playwright's own `electronApplication.evaluate` does it.
  const call: unknown = globalThis.eval(`(${fn})`);
  return typeof call === 'function' ? call(electron, arg) : undefined;
}
