import { Button, Group, Text } from '@mantine/core';
import { useEffect } from 'react';
import { host } from '../link/host.ts';
import { visit } from '../state/address.ts';
import { leaveSession } from '../state/source.ts';
import { openFolders } from './dialogs.ts';
import { chooseSession } from './open-file.ts';

/** What a window shows whose address names a session that the library does not have, or not any more. */
export function MissingSession({ session }: { readonly session: string }) {
  // It may have been moved to the trash while it was shown.
  useEffect(() => {
    host.sources.close({ profile: session }).catch(() => {});
  }, [session]);
  return (
    <main className="empty" data-testid="missing-session">
      <Text fw={600}>The recording of this window is not in the library.</Text>
      <Text>
        Its file was moved or deleted, lies in a folder that cannot be reached, or the address comes from another
        machine. Open the file, or add the folder that it lies in.
      </Text>
      <Group gap={8} mt={12} justify="center">
        <Button size="xs" onClick={() => void chooseSession()}>
          Open a file…
        </Button>
        <Button size="xs" variant="default" onClick={openFolders}>
          Folders…
        </Button>
        <Button size="xs" variant="default" onClick={() => visit({ page: 'sessions' })}>
          All recordings
        </Button>
        <Button size="xs" variant="default" onClick={leaveSession}>
          Leave it
        </Button>
      </Group>
    </main>
  );
}
