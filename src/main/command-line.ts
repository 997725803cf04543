import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseSource, SOURCE_OPTIONS, type SourceChoice } from '#core/source-choice.ts';

/** What the command line says of the start. */
export interface StartChoice {
  readonly source: SourceChoice;
  /** Begin with the demo where no profile was ever open; otherwise a person is asked. */
  readonly orDemo: boolean;
}

/**
 * Which database the command line asks for. Words it does not know are left alone: Chromium's own switches come on the
 * same command line.
 * @param args the command line without the program
 * @throws UsageError
 */
export function readStart(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): StartChoice {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { ...SOURCE_OPTIONS, 'or-demo': { type: 'boolean' } },
  });
  return { source: chooseSource(values, env), orDemo: values['or-demo'] === true };
}

/**
 * The session file on a command line, where there is one: Windows and Linux hand a file that was double-clicked over there.
 * @param directory what a relative path begins at
 */
export function sessionFileIn(args: readonly string[], directory: string): string | null {
  const file = args.find((arg) => !arg.startsWith('-') && arg.toLowerCase().endsWith('.oriole'));
  return file === undefined ? null : resolve(directory, file);
}
