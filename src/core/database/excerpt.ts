import type { SearchHit } from '#shared/contract.ts';

/** Letters that are shown before and behind a hit. */
export const AROUND = 60;

/** A hit with some of the text around it, on one line. */
export function excerptOf(before: string, hit: string, behind: string): Pick<SearchHit, 'excerpt' | 'at' | 'length'> {
  const start = cut([...before].reverse())
    .reverse()
    .join('');
  const end = cut([...behind]).join('');
  return { excerpt: onOneLine(`${start}${hit}${end}`), at: start.length, length: hit.length };
}

/** The first letters of a text, with a sign that there are more where there are. */
function cut(letters: readonly string[]): string[] {
  return letters.length > AROUND ? [...letters.slice(0, AROUND), '…'] : [...letters];
}

/** Line breaks and the like as blanks; what stands where stays the same. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
