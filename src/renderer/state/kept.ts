import type { z } from 'zod';

/**
 * How kept state becomes the present one: what a former version or somebody's hand left in the browser is taken where it is
 * sound, and passed over where it is not.
 */
export function soundOr<State>(schema: z.ZodType<Partial<State>>): (kept: unknown, present: State) => State {
  return (kept, present) => {
    const read = schema.safeParse(kept);
    return read.success ? { ...present, ...read.data } : present;
  };
}
