import { ActionIcon, Button, Group, Menu, Modal, Text, TextInput, Tooltip } from '@mantine/core';
import {
  IconCopy,
  IconDots,
  IconExternalLink,
  IconPencil,
  IconSearch,
  IconStar,
  IconStarFilled,
  IconTrash,
} from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useState } from 'react';
import { formatAddress } from '#shared/address.ts';
import type { ProfileEntry } from '#shared/domain/profile.ts';
import { inOrder, useProfiles } from '../state/profiles.ts';
import { switchTo, useSource } from '../state/source.ts';
import { formatAge } from '../words.ts';
import { closeDialog, openImport, openProfileDialog } from './dialogs.ts';
import { ProfileName } from './ProfileName.tsx';
import { duplicateProfile, exportProfiles, removeProfile, setFavourite } from './profile-actions.tsx';
import { matches } from './profile-words.ts';

const ROW_HEIGHT = 52;

/** All profiles, and what can be done with them. */
export function ProfileList() {
  const entries = useProfiles(({ reading }) => reading?.entries);
  const [search, setSearch] = useState('');
  const found = inOrder(entries ?? []).filter((entry) => matches(entry, search));
  return (
    <Modal opened onClose={closeDialog} title="Profiles" size={760} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="profile-fields">
        <Group gap={8} wrap="nowrap">
          <TextInput
            flex={1}
            placeholder="Search profiles"
            aria-label="Search profiles"
            leftSection={<IconSearch size={14} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            data-autofocus
          />
          <Button onClick={() => openProfileDialog(null)}>New profile…</Button>
          <Button variant="default" onClick={openImport}>
            Import…
          </Button>
          <Tooltip label="As a file, without any password">
            <Button variant="default" disabled={found.length === 0} onClick={() => void exportProfiles(found)}>
              Export
            </Button>
          </Tooltip>
        </Group>
        {found.length === 0 ? (
          <Text className="quiet" ta="center" py={32}>
            {search === '' ? 'No profiles yet. A new one holds what is needed to connect.' : 'No profile matches.'}
          </Text>
        ) : (
          <Rows found={found} />
        )}
        <Text size="xs" className="quiet" role="status">
          {found.length === 1 ? '1 profile' : `${found.length} profiles`}
        </Text>
      </div>
    </Modal>
  );
}

function Rows({ found }: { readonly found: readonly ProfileEntry[] }) {
  // State instead of a ref: the list is measured when it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => found[index]?.profile.id ?? index,
    overscan: 6,
  });
  return (
    <div className="profile-rows" ref={setScroller} style={{ height: Math.min(found.length * ROW_HEIGHT + 2, 420) }}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const entry = found[index];
          return entry ? <Row key={key} entry={entry} top={start} /> : null;
        })}
      </ul>
    </div>
  );
}

function Row({ entry, top }: { readonly entry: ProfileEntry; readonly top: number }) {
  const { profile, saved, open, lastUsedAt } = entry;
  const name = profile.name.slice(0, 100);
  const isShown = useSource((source) => source.profile === profile.id);
  return (
    <li
      className="profile-row"
      style={{ transform: `translateY(${top}px)` }}
      data-testid="profile-row"
      data-profile={profile.id}
    >
      <ActionIcon
        variant="subtle"
        color={profile.favourite ? 'yellow' : 'gray'}
        aria-label={profile.favourite ? `No favourite any more: ${name}` : `Make a favourite: ${name}`}
        aria-pressed={profile.favourite}
        disabled={!saved}
        onClick={() => void setFavourite(entry, !profile.favourite)}
      >
        {profile.favourite ? <IconStarFilled size={16} /> : <IconStar size={16} />}
      </ActionIcon>
      <ProfileName profile={profile} />
      <Text size="xs" className="quiet profile-used">
        {open ? 'open' : lastUsedAt === null ? '' : `used ${formatAge(Date.now() - lastUsedAt)}`}
      </Text>
      <Button
        size="xs"
        variant="light"
        w={88}
        disabled={isShown}
        aria-label={isShown ? `Shown: ${name}` : `Connect ${name}`}
        onClick={() => {
          closeDialog();
          switchTo(profile.id);
        }}
      >
        {isShown ? 'Shown' : 'Connect'}
      </Button>
      <Menu position="bottom-end" withinPortal shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {saved && (
            <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => openProfileDialog(profile.id)}>
              Edit…
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => void duplicateProfile(entry)}>
            {saved ? 'Duplicate' : 'Save as a profile'}
          </Menu.Item>
          <Menu.Item
            component="a"
            href={formatAddress({ page: 'wall' }, profile.id)}
            target="_blank"
            leftSection={<IconExternalLink size={14} />}
          >
            Open in a new window
          </Menu.Item>
          {saved && (
            <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => void removeProfile(entry)}>
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
