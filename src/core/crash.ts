import { writeSync } from 'node:fs';
import { describeError } from './redaction.ts';

/** What Node itself answers with after an error that nobody caught. */
const EXIT_CRASH = 1;

/**
 * Ends the program after an error that nobody caught, as Node would, but without secrets in what is printed. With a
 * listener Electron shows no window with the error either.
 * @param exit how the host ends
 */
export function setupCrashes(exit: (code: number) => void): void {
  // Rejections that nobody handled come as exceptions, too.
  process.on('uncaughtException', (error) => {
    try {
      writeSync(2, `${describeError(error)}\n`);
    } catch {
      // Nobody reads any more.
    }
    exit(EXIT_CRASH);
  });
}
