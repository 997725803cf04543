import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { formatAddress } from '#shared/address.ts';
import type { Outcome } from '#shared/contract.ts';
import type { SessionBookmark, SessionEntry } from '#shared/domain/session.ts';
import { hostNow } from '../link/host.ts';
import { visit, visitProfile } from '../state/address.ts';
import { leaveSession, showRun, switchTo, useSource } from '../state/source.ts';
import { nameOf } from './session-words.ts';
import { selectSession, useLibraryView } from './view.ts';

const UNDO_MS = 12_000;
const HOST_AWAY = 'The host cannot be reached right now. Nothing was changed. Try again.';

/** Says what went wrong with something that has no dialog of its own. */
export function complain(sentence: string | null): void {
  notifications.show({ title: 'Not done', message: sentence ?? HOST_AWAY, color: 'orange', withBorder: true });
}

/** Waits for what was asked of the host, and says what went wrong, or what a person should know of it. */
export async function settle<Result extends Outcome>(asked: Promise<Result>): Promise<Result | null> {
  const outcome = await asked.catch(() => null);
  if (!outcome?.done) {
    complain(outcome?.sentence ?? null);
    return null;
  }
  if (outcome.sentence !== null) notifications.show({ message: outcome.sentence, withBorder: true });
  return outcome;
}

/** Shows a session in this window. */
export function openSession(id: string): void {
  if (useSource.getState().profile === id) visit({ page: 'wall' });
  else switchTo(id);
}

/** Where a session opens, for another window. */
export function hrefOfSession(id: string): string {
  return formatAddress({ page: 'wall' }, id);
}

/** Goes to what a bookmark marks. */
export function openBookmark(session: string, { experimentId, step, at }: SessionBookmark): void {
  if (experimentId !== null) showRun(session, experimentId, step);
  else if (at !== null) visitProfile(session, { page: 'wall', at: Math.round(at) });
  else openSession(session);
}

/** Gives a session another name. Resolves with whether it has another one now. */
export async function renameSession({ id, name: present }: SessionEntry, text: string): Promise<boolean> {
  useLibraryView.setState({ renaming: null });
  const name = text.trim();
  if (name === '' || name === present) return false;
  return (await settle(hostNow.sessions.change({ id, name }))) !== null;
}

/** Moves a session to the trash, and offers to take that back. */
export async function removeSession(entry: SessionEntry): Promise<void> {
  const { id } = entry;
  if (!(await settle(hostNow.sessions.remove({ id })))) return;
  if (useLibraryView.getState().selected === id) selectSession(null);
  const notification = notifications.show({
    title: 'Moved to the trash',
    message: (
      <Group wrap="nowrap" justify="space-between" gap={8}>
        <Text className="cut">{nameOf(entry).slice(0, 60)}</Text>
        <Button
          size="compact-xs"
          variant="light"
          flex="none"
          onClick={() => {
            notifications.hide(notification);
            void settle(hostNow.sessions.restore({ id }));
          }}
        >
          Undo
        </Button>
      </Group>
    ),
    autoClose: UNDO_MS,
    withBorder: true,
  });
  if (useSource.getState().profile !== id) return;
  leaveSession();
  visit({ page: 'sessions' });
}
