import type { Profile } from '#shared/domain/profile.ts';

/**
 * Why a profile's own rules forbid to write into its database; null where they do not.
 * @param confirmation what a person has entered: in production it has to be the profile's name
 */
export function refuseWriting(profile: Profile | null, confirmation: string | null): string | null {
  if (profile?.readOnly) {
    return 'This profile is read-only, so nothing is written to its database. Nothing was changed. Edit the profile to allow it.';
  }
  if (profile?.environment === 'production' && confirmation !== profile.name) {
    return "This is a production database. Nothing was changed. Confirm it with the profile's name.";
  }
  return null;
}
