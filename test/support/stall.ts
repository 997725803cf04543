/** This process does nothing for a while and reads no socket, as in a busy loop or on a machine without time for it. */
export function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Resolves when what was just asked has been sent, and before any answer is read. */
export async function sent(): Promise<void> {
  await new Promise<void>((resolve) => process.nextTick(resolve));
}
