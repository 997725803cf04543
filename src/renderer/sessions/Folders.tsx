import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { hostNow } from '../link/host.ts';
import { useHost } from '../state/host.ts';
import { useLibrary } from '../state/sessions.ts';
import { settle } from './session-actions.tsx';

/** The folders that the library looks into. */
export function Folders() {
  const folders = useLibrary()?.folders ?? [];
  return (
    <div className="session-dialog">
      <Text fz="sm">
        What lies in these folders is in the library. A network drive may be one of them; while it is away, its sessions
        are not listed.
      </Text>
      <ul className="session-folders">
        {folders.map(({ path, isOwn, problem }) => (
          <li key={path}>
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text fz="sm">{path}</Text>
              {isOwn && (
                <Text fz="xs" className="quiet">
                  Recordings are put here.
                </Text>
              )}
              {problem !== null && (
                <Text fz="xs" style={{ color: 'var(--state-failed)' }}>
                  {problem}
                </Text>
              )}
            </div>
            {!isOwn && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Look no more into ${path}`}
                title="Look no more into this folder. Its files stay where they are."
                onClick={() => void settle(hostNow.sessions.removeFolder({ path }))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      <AddFolder />
    </div>
  );
}

function AddFolder() {
  const choosesFiles = useHost(({ about }) => about?.choosesFiles ?? false);
  const [path, setPath] = useState('');
  const choose = async () => {
    const outcome = await hostNow.sessions.addFolder({ path: null }).catch(() => null);
    // Whoever chose nothing need not be told so.
    if (outcome && !outcome.done && outcome.sentence === null) return;
    await settle(outcome ? Promise.resolve(outcome) : Promise.reject(new Error()));
  };
  if (choosesFiles) {
    return (
      <Group justify="end">
        <Button onClick={() => void choose()} data-autofocus>
          Add a folder…
        </Button>
      </Group>
    );
  }
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        if (await settle(hostNow.sessions.addFolder({ path: path.trim() }))) setPath('');
      }}
    >
      <Group gap={8} align="end" wrap="nowrap">
        <TextInput
          flex={1}
          label="Another folder"
          description="Its path on the machine on which the monitor runs"
          value={path}
          maxLength={4_096}
          onChange={(event) => setPath(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" disabled={path.trim() === ''}>
          Add
        </Button>
      </Group>
    </form>
  );
}
