import { parseArgs } from 'node:util';
import { chooseSource, SOURCE_OPTIONS, type SourceChoice } from '#core/source-choice.ts';

/**
 * Which database the command line asks for. Words it does not know are left alone: Chromium's own switches come on the
 * same command line.
 * @param args the command line without the program
 * @throws UsageError
 */
export function readSource(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): SourceChoice {
  const { values } = parseArgs({ args: [...args], strict: false, allowPositionals: true, options: SOURCE_OPTIONS });
  return chooseSource(values, env);
}
