import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ProfileEntry } from '#shared/domain/profile.ts';
import { hostNow } from '../link/host.ts';
import { openProfileDialog } from './dialogs.ts';

const UNDO_MS = 12_000;
const HOST_AWAY = 'The host cannot be reached right now. Nothing was changed. Try again.';

/** Says what went wrong with something that has no dialog of its own. */
function complain(sentence: string | null): void {
  notifications.show({ title: 'Not done', message: sentence ?? HOST_AWAY, color: 'orange', withBorder: true });
}

/** Says what a person should know of something that was done. */
export function remark(sentence: string | null): void {
  if (sentence !== null) notifications.show({ message: sentence, withBorder: true, autoClose: UNDO_MS });
}

/** Deletes a profile, and offers to take that back. */
export async function removeProfile({ profile: { id, name } }: ProfileEntry): Promise<void> {
  const outcome = await hostNow.profiles.remove({ id }).catch(() => null);
  if (!outcome?.done) return complain(outcome?.sentence ?? null);
  const notification = notifications.show({
    message: (
      <Group wrap="nowrap" justify="space-between" gap={8}>
        <Text className="cut">{name.slice(0, 60)} was deleted.</Text>
        <Button
          size="compact-xs"
          variant="light"
          flex="none"
          onClick={async () => {
            notifications.hide(notification);
            const back = await hostNow.profiles.restore({ id }).catch(() => null);
            if (!back?.done) return complain(back?.sentence ?? null);
            remark(back.sentence);
          }}
        >
          Undo
        </Button>
      </Group>
    ),
    autoClose: UNDO_MS,
    withBorder: true,
  });
}

/** Copies a profile, or saves what came by the command line, and opens the copy for editing. */
export async function duplicateProfile({ profile: { id } }: ProfileEntry): Promise<void> {
  const outcome = await hostNow.profiles.duplicate({ id }).catch(() => null);
  if (!outcome?.done || outcome.id === null) return complain(outcome?.sentence ?? null);
  remark(outcome.sentence);
  openProfileDialog(outcome.id);
}

export async function setFavourite({ profile }: ProfileEntry, favourite: boolean): Promise<void> {
  const outcome = await hostNow.profiles.setFavourite({ id: profile.id, favourite }).catch(() => null);
  if (!outcome?.done) complain(outcome?.sentence ?? null);
}

/** Hands profiles over as a file, without secrets. */
export async function exportProfiles(entries: readonly ProfileEntry[]): Promise<void> {
  const answer = await hostNow.profiles.export({ ids: entries.map(({ profile }) => profile.id) }).catch(() => null);
  if (!answer) return complain(null);
  const url = URL.createObjectURL(new Blob([answer.text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'oriole-monitor-profiles.json';
  link.click();
  URL.revokeObjectURL(url);
}
