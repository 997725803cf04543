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
