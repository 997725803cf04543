import { Button, Group, Text } from '@mantine/core';
import { useEffect } from 'react';
import { host } from '../link/host.ts';
import { visitProfile } from '../state/address.ts';
import { openProfileList } from './dialogs.ts';

/** What a window shows whose address names a profile that is not here, or not any more. */
export function MissingProfile({ profile }: { readonly profile: string }) {
  // It may have been deleted while it was shown.
  useEffect(() => {
    host.sources.close({ profile }).catch(() => {});
  }, [profile]);
  return (
    <main className="empty" data-testid="missing-profile">
      <Text fw={600}>The profile of this window is not here.</Text>
      <Text>It was deleted, or the address comes from another machine.</Text>
      <Group gap={8} mt={12} justify="center">
        <Button size="xs" onClick={openProfileList}>
          Choose a profile…
        </Button>
        <Button size="xs" variant="default" onClick={() => visitProfile(null)}>
          Go to the beginning
        </Button>
      </Group>
    </main>
  );
}
