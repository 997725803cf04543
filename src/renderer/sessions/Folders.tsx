import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
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
  const choose = async () => {
    const outcome = await hostNow.sessions.addFolder({ path: null }).catch(() => null);
    // Whoever chose nothing need not be told so.
    if (outcome && !outcome.done && outcome.sentence === null) return;
    await settle(outcome ? Promise.resolve(outcome) : Promise.reject(new Error()));
  };
  if (!choosesFiles) {
    return (
      <Text fz="sm" className="quiet">
        The folders are on the machine on which the monitor runs. In a browser none can be added: upload a file, or put
        it into one of them.
      </Text>
    );
  }
  return (
    <Group justify="end">
      <Button onClick={() => void choose()} data-autofocus>
        Add a folder…
      </Button>
    </Group>
  );
}
