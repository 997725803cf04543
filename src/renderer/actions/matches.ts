/** A stretch of a text; `isMatch` where it is what was searched for. */
export interface TextPart {
  readonly text: string;
  readonly at: number;
  readonly isMatch: boolean;
}

/** Marks beyond this many are left out: a long text full of them would take seconds to draw. */
const MOST_MARKS = 500;

/** Takes a text apart at what is searched for, in upper or lower case. */
export function partsOf(text: string, wanted: string | null): readonly TextPart[] {
  if (!wanted) return [{ text, at: 0, isMatch: false }];
  // A regular expression folds case letter by letter, so places stay right where lower case is longer than upper case.
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
  const parts: TextPart[] = [];
  let end = 0;
  let marks = 0;
  for (const match of text.matchAll(pattern)) {
    if (marks++ === MOST_MARKS) break;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), at: end, isMatch: false });
    parts.push({ text: match[0], at: match.index, isMatch: true });
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), at: end, isMatch: false });
  return parts;
}
