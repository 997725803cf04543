/** A completed run stays on the Wall for this long, so that its end is seen. */
export const LINGER_MS = 10_000;
