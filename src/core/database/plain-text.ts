/**
 * Plain text that is searched for where case does not matter. The server finds the rows and this host shows where in
 * them, so both have to mean the same by it. A server's own idea depends on its locale (in "C" it knows no case beyond
 * ASCII), and lower-casing may change a text's length ('İ'); here a letter is the same as another when both fold to the
 * same one letter, and the server is told so letter by letter.
 */

/** The highest code point that has a case, and a little more. */
const LAST_CASED = 0x1_ffff;

/** The one letter that stands for all cases of a letter. */
function fold(letter: string): string {
  // The only one whose lower case is two: an i, and a dot above it.
  if (letter === 'İ') return 'i';
  // By way of the capital, so that both Greek small sigmas are one letter; not where that makes two of one (ß, SS).
  const upper = letter.toUpperCase();
  return isOne(upper) ? upper.toLowerCase() : letter.toLowerCase();
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

let others: Map<string, string[]> | null = null;

/** All letters that fold to this one, besides itself. */
function othersOf(folded: string): readonly string[] {
  if (!others) {
    others = new Map();
    for (let code = 0; code <= LAST_CASED; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const letter = String.fromCodePoint(code);
      const to = fold(letter);
      if (to === letter) continue;
      const known = others.get(to);
      if (known) known.push(letter);
      else others.set(to, [letter]);
    }
  }
  return others.get(folded) ?? [];
}

/**
 * A regular expression of PostgreSQL's that finds a text in whatever case; null where no text of a database can hold it.
 * @param cases which letters are named: a database that is not in Unicode may know no more than the usual two
 */
export function patternOf(text: string, cases: 'all' | 'usual' = 'all'): string | null {
  if (text.includes('\0') || !text.isWellFormed()) return null;
  return [...text]
    .map((letter) => {
      const folded = fold(letter);
      const others = othersOf(folded).filter((other) => cases === 'all' || other === folded.toUpperCase());
      // Letters mean themselves; what is no letter may mean something, and means itself behind a backslash.
      if (others.length > 0) return `[${folded}${others.join('')}]`;
      return /^[!-/:-@[-`{-~]$/.test(folded) ? `\\${folded}` : folded;
    })
    .join('');
}

/** The same for texts that are searched here. */
export function matcherOf(text: string): RegExp {
  const pattern = [...text].map((letter) => {
    const folded = fold(letter);
    const others = othersOf(folded);
    return others.length > 0 ? `[${folded}${others.join('')}]` : RegExp.escape(folded);
  });
  return new RegExp(pattern.join(''), 'u');
}

/** Where a text stands, in UTF-16 units. */
export interface Found {
  readonly at: number;
  readonly length: number;
}

/** Where a text first stands in another, in whatever case; null where it does not. */
export function find(text: string, wanted: string): Found | null {
  const letters = [...text];
  const folded = letters.map(fold);
  const needle = [...wanted].map(fold);
  for (let first = 0; first + needle.length <= folded.length; first++) {
    if (!needle.every((letter, n) => folded[first + n] === letter)) continue;
    const at = letters.slice(0, first).join('').length;
    return { at, length: letters.slice(first, first + needle.length).join('').length };
  }
  return null;
}
