/** One word of a command line. */
export interface Word {
  readonly text: string;
  /** The shell would put something in that is not known here: a variable, or what another command prints. */
  readonly isOpen: boolean;
}

/** Where a command ends. */
const END = /[|;&<>]/;

/**
 * Splits the first command of a line into words, as a POSIX shell does
 * (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02), without putting anything in.
 */
export function shellWords(line: string): Word[] {
  const words: Word[] = [];
  let text: string | null = null;
  let isOpen = false;
  let quote: "'" | '"' | null = null;
  const endWord = () => {
    if (text !== null) words.push({ text, isOpen });
    text = null;
    isOpen = false;
  };
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    const next = line.charAt(at + 1);
    if (quote === "'" || (quote === '"' && letter === '"')) {
      if (letter === quote) quote = null;
      else text = (text ?? '') + letter;
    } else if (letter === '\\' && (quote === null || '$`"\\\n'.includes(next))) {
      at++;
      if (next !== '\n') text = (text ?? '') + next;
    } else if (quote === null && (letter === "'" || letter === '"')) {
      quote = letter;
      text ??= '';
    } else if (quote === null && /\s/.test(letter)) {
      endWord();
    } else if (quote === null && END.test(letter)) {
      break;
    } else {
      if (letter === '$' || letter === '`') isOpen = true;
      const end = endOfCommand(line, at);
      text = (text ?? '') + line.slice(at, end);
      at = end - 1;
    }
  }
  endWord();
  return words;
}

/** Behind the command whose output stands here, `$(…)` or between backquotes; behind the one letter anywhere else. */
function endOfCommand(line: string, at: number): number {
  if (line.charAt(at) === '`') {
    const end = line.indexOf('`', at + 1);
    return end < 0 ? line.length : end + 1;
  }
  if (!line.startsWith('$(', at)) return at + 1;
  let depth = 0;
  for (let end = at + 1; end < line.length; end++) {
    if (line.charAt(end) === '(') depth++;
    if (line.charAt(end) === ')' && --depth === 0) return end + 1;
  }
  return line.length;
}
