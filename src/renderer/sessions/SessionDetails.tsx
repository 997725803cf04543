import { ActionIcon, Alert, Button, Group, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { SessionEntry } from '#shared/domain/session.ts';
import { hostNow } from '../link/host.ts';
import { useHost } from '../state/host.ts';
import { formatBytes, formatCount, formatElapsed, formatMoment } from '../words.ts';
import { lengthOf } from './columns.ts';
import { openExport } from './dialogs.ts';
import { SessionBookmarks } from './SessionBookmarks.tsx';
import { SessionFields } from './SessionFields.tsx';
import { exportOf, fileHref } from './SessionMenu.tsx';
import { openSession, removeSession, settle } from './session-actions.tsx';
import { canChange, canOpen, isRead, nameOf, STATE_MEANING } from './session-words.ts';
import { Thumbnail } from './Thumbnail.tsx';
import { selectSession } from './view.ts';

/** Everything about one session, and what people say of it. */
export function SessionDetails({ entry }: { readonly entry: SessionEntry }) {
  const { id, state, remarks } = entry;
  const meaning = STATE_MEANING[state];
  const sentences = [...(meaning === null ? [] : [meaning]), ...remarks];
  return (
    <section className="session-details" aria-label="Details of the session" data-testid="session-details">
      <header className="session-details-head">
        <Thumbnail thumbnail={entry.thumbnail} />
        <Title order={2} fz="md" className="session-details-name" title={nameOf(entry)}>
          {nameOf(entry)}
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the details" onClick={() => selectSession(null)}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      <Buttons entry={entry} />
      {sentences.length > 0 && (
        <Alert color={state === 'closed' ? 'gray' : 'orange'} p="xs" data-testid="session-remarks">
          {sentences.map((sentence) => (
            <Text key={sentence} fz="sm">
              {sentence}
            </Text>
          ))}
        </Alert>
      )}
      {canChange(entry) && <SessionFields key={id} entry={entry} />}
      {canOpen(entry) && <SessionBookmarks session={id} canChange={canChange(entry)} count={entry.bookmarks} />}
      <Facts entry={entry} />
    </section>
  );
}

function Buttons({ entry }: { readonly entry: SessionEntry }) {
  const revealsFiles = useHost(({ about }) => about?.revealsFiles ?? false);
  const { id, state } = entry;
  return (
    <Group gap={8}>
      {canOpen(entry) && (
        <>
          <Button size="xs" onClick={() => openSession(id)}>
            Open
          </Button>
          <Button size="xs" variant="default" onClick={() => openExport(exportOf(entry))}>
            Export…
          </Button>
        </>
      )}
      {revealsFiles && (
        <Button size="xs" variant="default" onClick={() => void settle(hostNow.sessions.reveal({ id }))}>
          Show in its folder
        </Button>
      )}
      {!revealsFiles && canOpen(entry) && (
        <Button size="xs" variant="default" component="a" href={fileHref(id)} download>
          Download the file
        </Button>
      )}
      {state !== 'recording' && state !== 'closing' && (
        <Button size="xs" variant="default" onClick={() => void removeSession(entry)}>
          Move to the trash
        </Button>
      )}
    </Group>
  );
}

function Facts({ entry }: { readonly entry: SessionEntry }) {
  const length = lengthOf(entry);
  const facts: readonly (readonly [string, string | null])[] = [
    ['Profile', entry.profile],
    ['Database', entry.database],
    ['From', entry.startedAt === null ? null : formatMoment(entry.startedAt)],
    ['To', entry.endedAt === null ? null : formatMoment(entry.endedAt)],
    ['Length', length === null ? null : formatElapsed(length)],
    ['Runs', isRead(entry) ? formatCount(entry.experiments) : null],
    ['Models', entry.models.join(', ') || null],
    ['Actions', isRead(entry) ? formatCount(entry.actions) : null],
    ['Texts', isRead(entry) ? (entry.hasTexts ? 'Prompts, reasoning and answers' : 'Left out') : null],
    ['Size', formatBytes(entry.bytes)],
    ['Opened', entry.openedAt === null ? 'Not yet' : formatMoment(entry.openedAt)],
    ['File', entry.file],
    ['Folder', entry.folder],
  ];
  return (
    <dl className="session-facts">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="figures">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
