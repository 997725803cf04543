import { Badge } from '@mantine/core';
import type { Profile } from '#shared/domain/profile.ts';
import { describeWhere, ENVIRONMENT_WORDS } from './profile-words.ts';

/** A profile in two lines: colour, name and environment, and where it leads. */
export function ProfileName({ profile }: { readonly profile: Profile }) {
  return (
    <span className="profile-name">
      <span className="profile-colour" style={{ background: `var(--mantine-color-${profile.colour}-6)` }} />
      <span className="profile-lines">
        <span className="profile-first">
          <span className="cut" title={profile.name.slice(0, 500)}>
            {profile.name.slice(0, 200)}
          </span>
          <EnvironmentLabel profile={profile} />
        </span>
        <span className="quiet cut profile-where">{describeWhere(profile)}</span>
      </span>
    </span>
  );
}

/** Development is what goes without saying. */
function EnvironmentLabel({ profile: { environment } }: { readonly profile: Profile }) {
  if (environment === 'development') return null;
  return (
    <Badge
      size="xs"
      radius="sm"
      flex="none"
      className="environment-label"
      data-environment={environment}
      variant="filled"
    >
      {ENVIRONMENT_WORDS[environment]}
    </Badge>
  );
}
