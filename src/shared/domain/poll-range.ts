/** The poll intervals that can be chosen, milliseconds. */
export const POLL_RANGE_MS = { least: 250, most: 60_000, usual: 2_000 } as const;
