import type { SessionFacts } from '#core/sessions/build.ts';

/** What a session of a test says of itself. */
export const FACTS: SessionFacts = {
  id: 'a',
  name: 'test',
  profile: 'lab',
  database: null,
  host: null,
  serverVersion: null,
  timeZone: 'UTC',
  applicationVersion: 'test',
  clockOffsetMs: 0,
  hasTexts: true,
  choice: null,
  startedAt: 0,
  endedAt: 1,
  endReason: null,
};
