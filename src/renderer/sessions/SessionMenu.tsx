import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconDownload,
  IconExternalLink,
  IconFileExport,
  IconFolder,
  IconInfoCircle,
  IconPencil,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import type { SessionEntry } from '#shared/domain/session.ts';
import { hostNow } from '../link/host.ts';
import { useHost } from '../state/host.ts';
import { openExport } from './dialogs.ts';
import { hrefOfSession, openSession, removeSession, settle } from './session-actions.tsx';
import { canChange, canOpen, nameOf } from './session-words.ts';
import { selectSession, useLibraryView } from './view.ts';

/** What can be done with a session. */
export function SessionMenu({ entry }: { readonly entry: SessionEntry }) {
  const revealsFiles = useHost(({ about }) => about?.revealsFiles ?? false);
  const { id } = entry;
  const name = nameOf(entry);
  const isBeingMade = entry.state === 'recording' || entry.state === 'closing';
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${name.slice(0, 100)}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canOpen(entry) && (
          <>
            <Menu.Item leftSection={<IconPlayerPlay size={14} />} onClick={() => openSession(id)}>
              Open
            </Menu.Item>
            <Menu.Item
              component="a"
              href={hrefOfSession(id)}
              target="_blank"
              leftSection={<IconExternalLink size={14} />}
            >
              Open in a new window
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<IconInfoCircle size={14} />} onClick={() => selectSession(id)}>
          Details
        </Menu.Item>
        {canChange(entry) && (
          <Menu.Item
            leftSection={<IconPencil size={14} />}
            // The menu gives the focus back to its button first.
            onClick={() => window.setTimeout(() => useLibraryView.setState({ renaming: id }))}
          >
            Rename
          </Menu.Item>
        )}
        {canOpen(entry) && (
          <Menu.Item leftSection={<IconFileExport size={14} />} onClick={() => openExport(exportOf(entry))}>
            Export…
          </Menu.Item>
        )}
        {revealsFiles && (
          <Menu.Item
            leftSection={<IconFolder size={14} />}
            onClick={() => void settle(hostNow.sessions.reveal({ id }))}
          >
            Show in its folder
          </Menu.Item>
        )}
        {!revealsFiles && canOpen(entry) && (
          <Menu.Item leftSection={<IconDownload size={14} />} component="a" href={fileHref(id)} download>
            Download the file
          </Menu.Item>
        )}
        {!isBeingMade && (
          <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => void removeSession(entry)}>
            Move to the trash
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Where a browser gets the file of a session. */
export function fileHref(id: string): string {
  return `/sessions/file?${new URLSearchParams({ id })}`;
}

/** A session as something of which a part can be exported. */
export function exportOf(entry: SessionEntry) {
  const { id, startedAt, endedAt, hasTexts } = entry;
  return { source: id, name: nameOf(entry), startedAt, endedAt, hasTexts };
}
