import { spawn } from 'node:child_process';

/** How often it is looked whether the parent is still there. */
const PARENT_MS = 300;

/** Runs a program in the foreground: its output is ours, what asks us to end asks it, and its exit code becomes ours. */
export function runInForeground(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { stdio: 'inherit' });
  // Ctrl+C reaches the child by itself, as a member of the terminal's process group; other signals do not.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  // npm ends at SIGTERM without a word to what it has started. Whoever is left alone was meant too.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, PARENT_MS).unref();
  child.on('error', (error) => {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
