/** True: the faults that take minutes take their minutes. Otherwise they are shortened, and their names say so. */
export const isSoak = process.env['ORIOLE_SOAK'] === '1';

/** A fault's duration, for its name and itself. */
export function lasting(seconds: number, shortened: number): { readonly seconds: number; readonly words: string } {
  return isSoak
    ? { seconds, words: `${seconds} s` }
    : { seconds: shortened, words: `${shortened} s (ORIOLE_SOAK=1: ${seconds} s)` };
}
