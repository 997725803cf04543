import type { Address } from '#shared/address.ts';

/** Experiments as somebody wrote them, or why they cannot be understood. */
export type ReadIds =
  | { readonly ids: readonly number[]; readonly problem: null }
  | { readonly ids: null; readonly problem: string };

/** Reads "12, 14-20 31": numbers and ranges, whatever stands between them. */
export function readIds(text: string, most: number): ReadIds {
  const ids = new Set<number>();
  for (const word of text.replaceAll(/\s*[-–]\s*/g, '-').split(/[\s,;]+/)) {
    if (word === '') continue;
    const [, first, last = first] = /^#?(\d{1,15})(?:-#?(\d{1,15}))?$/.exec(word) ?? [];
    if (first === undefined) return problem(`“${word.slice(0, 30)}” is no number of an experiment.`);
    const [from, to] = [Number(first), Number(last)];
    if (to < from) return problem(`${word} runs backwards: the smaller number stands first.`);
    if (ids.size + to - from >= most) return problem(`More than ${most.toLocaleString('en')} at once is too many.`);
    for (let id = from; id <= to; id++) ids.add(id);
  }
  if (ids.size === 0) return problem('Which experiments is missing, for example 12, 14-20.');
  return { ids: [...ids], problem: null };
}

/** The experiments that are looked at, as {@link readIds} reads them; empty on a page that shows none in particular. */
export function idsShown(address: Address): string {
  if (address.page === 'run') return String(address.experimentId);
  return address.page === 'compare' ? address.experimentIds.join(', ') : '';
}

function problem(sentence: string): ReadIds {
  return { ids: null, problem: sentence };
}
