import { Button, Combobox, Group, Kbd, Text, UnstyledButton, useCombobox, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProfileEntry } from '#shared/domain/profile.ts';
import { SessionName } from '../sessions/SessionName.tsx';
import { visit } from '../state/address.ts';
import { inOrder, useProfiles } from '../state/profiles.ts';
import { leaveSession, switchTo, useShownSession, useShowsSession, useSource } from '../state/source.ts';
import { openProfileDialog, openProfileList } from './dialogs.ts';
import { ProfileName } from './ProfileName.tsx';
import { matches } from './profile-words.ts';
import { keyOf } from './use-profile-keys.ts';

/** So many are drawn; a search finds the others. */
const MOST_SHOWN = 60;
const MOST_RECENT = 4;

/** Which profile is shown, and the way to every other one. */
export function ProfileSwitcher() {
  const entries = useProfiles(({ reading }) => reading?.entries);
  const present = useSource(({ profile }) => profile);
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const entry = entries?.find(({ profile }) => profile.id === present);
  const isSession = useShowsSession();
  const session = useShownSession();
  const former = useSource(({ database }) => entries?.find(({ profile }) => profile.id === database)?.profile);
  const leave = (then: () => void) => () => {
    combobox.closeDropdown();
    then();
  };
  return (
    <Combobox
      store={combobox}
      width={400}
      position="bottom-start"
      shadow="md"
      // Within the sidebar, so that it belongs to a landmark.
      withinPortal={false}
      onOptionSubmit={(id) => leave(() => switchTo(id))()}
    >
      <Combobox.Target targetType="button">
        <UnstyledButton
          className="profile-switcher"
          data-testid="profile-switcher"
          data-profile={present}
          title={entry ? `${entry.profile.name.slice(0, 200)}: switch to another profile` : 'Switch to a profile'}
          onClick={() => combobox.toggleDropdown()}
        >
          <VisuallyHidden>{isSession ? 'Session:' : 'Profile:'}</VisuallyHidden>
          {entry && <ProfileName profile={entry.profile} />}
          {isSession && <SessionName entry={session} />}
          {!entry && !isSession && <Text fw={650}>Oriole Monitor</Text>}
          <IconSelector size={14} className="quiet" style={{ flex: 'none' }} />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown
        onBlurCapture={({ currentTarget, relatedTarget }) => {
          if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) combobox.closeDropdown();
        }}
      >
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
          placeholder="Search profiles"
          aria-label="Search profiles"
        />
        <Combobox.Options aria-label="Profiles" mah={380} style={{ overflowY: 'auto' }}>
          <ProfileOptions entries={entries ?? []} present={present} search={search} />
        </Combobox.Options>
        <Combobox.Footer>
          <Group gap={8}>
            {isSession && (
              <Button size="xs" onClick={leave(leaveSession)}>
                {former ? `Back to ${former.name.slice(0, 30)}` : 'Leave the recording'}
              </Button>
            )}
            <Button size="xs" variant="light" onClick={leave(() => openProfileDialog(null))}>
              New profile…
            </Button>
            <Button size="xs" variant="subtle" onClick={leave(openProfileList)}>
              All profiles…
            </Button>
            <Button size="xs" variant="subtle" onClick={leave(() => visit({ page: 'sessions' }))}>
              All recordings…
            </Button>
          </Group>
        </Combobox.Footer>
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface OptionsProps {
  readonly entries: readonly ProfileEntry[];
  readonly present: string | null;
  readonly search: string;
}

function ProfileOptions({ entries, present, search }: OptionsProps) {
  const ordered = inOrder(entries);
  const found = ordered.filter((entry) => matches(entry, search));
  const option = (entry: ProfileEntry) => (
    <Combobox.Option
      key={entry.profile.id}
      value={entry.profile.id}
      active={entry.profile.id === present}
      data-testid="profile-option"
      data-profile={entry.profile.id}
    >
      <Group wrap="nowrap" gap={8} justify="space-between">
        <ProfileName profile={entry.profile} />
        {entry.profile.id === present && <IconCheck size={16} style={{ flex: 'none' }} role="img" aria-label="shown" />}
        {ordered.indexOf(entry) < 9 && <Kbd size="xs">{keyOf(ordered.indexOf(entry) + 1)}</Kbd>}
      </Group>
    </Combobox.Option>
  );
  if (found.length === 0) return <Combobox.Empty>No profile matches.</Combobox.Empty>;
  const recent = search === '' ? recentOf(ordered, present) : [];
  const rest = found.filter((entry) => !recent.includes(entry));
  return (
    <>
      {recent.length > 0 && <Combobox.Group label="Recent">{recent.map(option)}</Combobox.Group>}
      <Combobox.Group label={search === '' ? 'Profiles' : 'Found'}>
        {rest.slice(0, MOST_SHOWN).map(option)}
      </Combobox.Group>
      {rest.length > MOST_SHOWN && (
        <Text size="xs" className="quiet" px={10} py={6}>
          and {rest.length - MOST_SHOWN} more: search, or open all profiles.
        </Text>
      )}
    </>
  );
}

/** What was used last, newest first, where the list is so long that it has to be looked for. */
function recentOf(ordered: readonly ProfileEntry[], present: string | null): readonly ProfileEntry[] {
  if (ordered.length < 9) return [];
  return ordered
    .filter(({ lastUsedAt, profile }) => lastUsedAt !== null && profile.id !== present && !profile.favourite)
    .sort((a, b) => (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0))
    .slice(0, MOST_RECENT);
}
