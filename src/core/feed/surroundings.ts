import { networkInterfaces } from 'node:os';

const TICK_MS = 1_000;
/** A tick that is this late was not late: the machine slept. */
const SLEPT_MS = 4_000;
/** Every so many ticks the network is looked at. */
const NETWORK_EVERY = 3;

/**
 * Calls back when the machine has slept or its network is another one: connections may be dead by then, and waiting for
 * their heartbeat would be waiting for nothing.
 * @returns how to stop
 */
export function watchSurroundings(onChange: () => void): () => void {
  let last = Date.now();
  let ticks = 0;
  let network = describeNetwork();
  const timer = setInterval(() => {
    const now = Date.now();
    const slept = now - last > TICK_MS + SLEPT_MS;
    last = now;
    let moved = false;
    if (slept || ++ticks % NETWORK_EVERY === 0) {
      const present = describeNetwork();
      moved = present !== network;
      network = present;
    }
    if (slept || moved) onChange();
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function describeNetwork(): string {
  return Object.entries(networkInterfaces())
    .flatMap(([name, addresses]) =>
      (addresses ?? []).map(({ address, internal }) => (internal ? '' : `${name} ${address}`)),
    )
    .sort()
    .join('\n');
}
