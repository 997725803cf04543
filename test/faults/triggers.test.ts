import { expect, test } from 'vitest';
import { disable, drop, enable, install } from './faults/triggers.ts';
import { openStage } from './on-stage.ts';

/** How long the monitor may believe in triggers that are no longer there. */
const BELIEF_MS = 40_000;

test.each([
  ['dropped', drop, install],
  ['disabled', disable, enable],
] as const)('the triggers are %s while it is live, and come back', async (_, away, back) => {
  const stage = await openStage();
  await stage.perform(async (stage) => {
    await away(stage);
    await stage.feed.until('polling', /trigger/, BELIEF_MS);
    await stage.arrivalOf(100);
    await back(stage);
    await stage.feed.until('live');
  });
});

test('the triggers were never installed', async () => {
  const stage = await openStage({ setup: 'tables', ends: 'polling' });
  await stage.perform(async (stage) => {
    await stage.feed.until('polling', /trigger/);
    expect(stage.feed.events.map(({ state }) => state)).not.toContain('live');
  });
});
