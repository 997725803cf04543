import { profileSchema } from '#shared/domain/profile.ts';

const MOST_NAME = profileSchema.shape.name.maxLength ?? Number.POSITIVE_INFINITY;
const NUMBERS_FROM = 2;

/** A name that is not taken: "Laboratory (2)", when there is a "Laboratory". One with a number already counts on. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/ \(\d+\)$/, '');
  for (let number = NUMBERS_FROM; ; number++) {
    const ending = ` (${number})`;
    const name = `${stem.slice(0, MOST_NAME - ending.length)}${ending}`;
    if (!taken.has(name)) return name;
  }
}
