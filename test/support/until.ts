import { setTimeout as delay } from 'node:timers/promises';
import { startPatience } from '#core/patience.ts';

/**
 * Waits for a condition to hold, asking again and again; fails with its name when it never does.
 * @param ms how long, milliseconds; a stall of the machine counts little, because nothing can come true in it
 */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  let isOver = false;
  const endPatience = startPatience(ms, () => {
    isOver = true;
  });
  try {
    while (!(await holds())) {
      if (isOver) throw new Error(`Waited ${ms} ms in vain until ${what}.`);
      await delay(20);
    }
  } finally {
    endPatience();
  }
}
