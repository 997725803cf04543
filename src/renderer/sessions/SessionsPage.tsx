import { Button, Group, Kbd, Loader, SegmentedControl, Text, TextInput, Title } from '@mantine/core';
import { IconFileExport, IconFolderOpen, IconFolders, IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import './sessions.css';
import type { SessionsReading } from '#shared/domain/session.ts';
import { keysOf, writeKey } from '../commands/keys.ts';
import { useLibrary } from '../state/sessions.ts';
import { useShownProfile } from '../state/source.ts';
import { formatCount } from '../words.ts';
import { openExport, openFolders } from './dialogs.ts';
import { findSessions } from './find.ts';
import { chooseSession } from './open-file.ts';
import { SessionDetails } from './SessionDetails.tsx';
import { SessionTable } from './SessionTable.tsx';
import { showRecent, useLibraryView } from './view.ts';

/** The library: all recordings, and what can be done with them. */
export default function SessionsPage() {
  const reading = useLibrary();
  const search = useLibraryView((view) => view.search);
  const isRecent = useLibraryView((view) => view.isRecent);
  const column = useLibraryView((view) => view.column);
  const isDescending = useLibraryView((view) => view.isDescending);
  const selected = useLibraryView((view) => view.selected);
  const entries = reading?.entries;
  const found = useMemo(
    () => findSessions(entries ?? [], { search, isRecent, column, isDescending }),
    [entries, search, isRecent, column, isDescending],
  );
  const shown = entries?.find(({ id }) => id === selected);
  return (
    <div className="sessions">
      <header className="sessions-header">
        <Title order={1} fz="md">
          Sessions
        </Title>
        <Text className="quiet figures" role="status" flex={1}>
          {reading && countOf(reading, found.length)}
        </Text>
        <SourceExport />
        <Button size="xs" variant="default" leftSection={<IconFolders size={14} />} onClick={openFolders}>
          Folders…
        </Button>
        <Button size="xs" leftSection={<IconFolderOpen size={14} />} onClick={() => void chooseSession()}>
          Open a file…
        </Button>
      </header>
      <Group className="sessions-find" gap={8} wrap="nowrap">
        <TextInput
          flex={1}
          size="xs"
          placeholder="Search names, tags, notes, models, profiles"
          aria-label="Search the sessions"
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={(event) => useLibraryView.setState({ search: event.currentTarget.value })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Which sessions"
          value={isRecent ? 'recent' : 'all'}
          onChange={(value) => showRecent(value === 'recent')}
          data={[
            { value: 'all', label: 'All' },
            { value: 'recent', label: 'Recently opened' },
          ]}
        />
      </Group>
      {reading && <FolderProblems reading={reading} />}
      <div className="sessions-body">
        {found.length > 0 ? <SessionTable found={found} /> : <Empty reading={reading} />}
        {shown && <SessionDetails entry={shown} />}
      </div>
    </div>
  );
}

function countOf({ entries, loading }: SessionsReading, found: number): string {
  if (loading) return `Looking at ${formatCount(loading.read)} of ${formatCount(loading.total)} files`;
  if (found !== entries.length) return `${formatCount(found)} of ${formatCount(entries.length)}`;
  return entries.length === 1 ? '1 session' : `${formatCount(entries.length)} sessions`;
}

/** What was never recorded can still be made a session of. */
function SourceExport() {
  const profile = useShownProfile();
  if (!profile) return null;
  const target = { source: profile.id, name: profile.name, startedAt: null, endedAt: null, hasTexts: true };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconFileExport size={14} />}
      title={`Makes a session, or a file of another kind, of what is in ${profile.name.slice(0, 100)}`}
      onClick={() => openExport(target)}
    >
      Export the database…
    </Button>
  );
}

function FolderProblems({ reading: { folders } }: { readonly reading: SessionsReading }) {
  const problems = folders.filter(({ problem }) => problem !== null);
  return problems.map(({ path, problem }) => (
    <Text key={path} className="sessions-problem" role="alert">
      {path}: {problem}
    </Text>
  ));
}

function Empty({ reading }: { readonly reading: SessionsReading | null }) {
  const search = useLibraryView((view) => view.search);
  const isRecent = useLibraryView((view) => view.isRecent);
  if (!reading || reading.loading) {
    return (
      <div className="empty">
        <Loader size="sm" m="auto" />
        {reading ? 'Looking through the folders.' : 'Waiting for the host.'}
      </div>
    );
  }
  if (reading.entries.length > 0) {
    return (
      <div className="empty">
        <Text mb={8}>
          {isRecent && search === '' ? 'None of the sessions was opened here yet.' : 'No session matches.'}
        </Text>
        <Button
          size="xs"
          variant="light"
          onClick={() => {
            useLibraryView.setState({ search: '' });
            showRecent(false);
          }}
        >
          Show all
        </Button>
      </div>
    );
  }
  const key = keysOf('record')[0] ?? '';
  return (
    <div className="empty sessions-empty">
      <Text fw={600}>No recordings yet</Text>
      <Text>
        The red button <span className="record-dot" aria-hidden /> above the list of experiments, or{' '}
        <Kbd size="xs">{writeKey(key)}</Kbd>, records what a database brings. It is replayed from here, without the
        database.
      </Text>
      <Text>A file of somebody else opens here too: drop it onto this window.</Text>
    </div>
  );
}
