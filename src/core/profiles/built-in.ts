import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import { DEMO_PROFILE_ID, type Profile } from '#shared/domain/profile.ts';

/** The profile of the demo laboratory, before anybody has changed it. */
export const DEMO_PROFILE: Profile = {
  id: DEMO_PROFILE_ID,
  name: 'Demo laboratory',
  colour: 'teal',
  environment: 'development',
  connection: { kind: 'demo' },
  pollMs: POLL_RANGE_MS.usual,
  readOnly: false,
  favourite: false,
};
