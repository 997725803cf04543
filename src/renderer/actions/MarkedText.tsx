import { partsOf } from './matches.ts';

/** A text with what is searched for marked in it. A model's text is shown as text and never as markup. */
export function MarkedText({ text, wanted }: { readonly text: string; readonly wanted: string | null }) {
  return partsOf(text, wanted).map(({ text: part, at, isMatch }) =>
    isMatch ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
  );
}
