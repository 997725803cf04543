import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition to hold, asking again and again; fails with its name when it never does. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${ms} ms in vain until ${what}.`);
    await delay(20);
  }
}
