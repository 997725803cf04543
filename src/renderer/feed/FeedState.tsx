import { Button, Group, Popover, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import './feed.css';
import type { FeedReading } from '#shared/contract.ts';
import type { FeedStateName } from '#shared/domain/feed.ts';
import { here, useLink } from '../link/host.ts';
import type { LinkStatus } from '../link/reconnecting-link.ts';
import { askFor } from '../profiles/ProfileDialogs.tsx';
import { useServerClock } from '../state/clock.ts';
import { useFeed } from '../state/feed.ts';
import { useProfiles } from '../state/profiles.ts';
import { leaveSession, useShowsSession, useSource } from '../state/source.ts';
import { formatDuration } from '../words.ts';
import { FeedPanel } from './FeedPanel.tsx';
import { TriggerDialog } from './TriggerDialog.tsx';

/** How the feed is doing, in words, with what can be done about it; a click shows what happened before. */
export function FeedState() {
  const reading = useFeed((feed) => feed.reading);
  const link = useLink();
  useServerClock();
  const [isInstalling, dialog] = useDisclosure(false);
  const [isOpen, panel] = useDisclosure(false);
  const { state, words } = describeFeed(reading, link, Date.now());
  const canRetry = link.open && (state === 'reconnecting' || state === 'failed');
  const obstacle = link.open ? reading?.status.obstacle : null;
  const profile = useSource((source) => source.profile);
  const wants = link.open ? (reading?.status.wants ?? null) : null;
  const canInstall = obstacle === 'no-triggers' || obstacle === 'triggers-disabled';
  const isSession = useShowsSession();
  const openDialog = () => {
    panel.close();
    dialog.open();
  };
  return (
    <div className="feed">
      <Popover
        position="bottom-start"
        width={440}
        shadow="md"
        withinPortal
        trapFocus
        opened={isOpen}
        onDismiss={panel.close}
      >
        <Popover.Target>
          <UnstyledButton
            className="feed-state"
            data-testid="feed-state"
            data-state={state}
            title="Show what happened before"
            onClick={panel.toggle}
          >
            <span className="feed-dot" />
            <span role="status" style={{ overflowWrap: 'anywhere' }}>
              {words}
            </span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>{reading && <FeedPanel reading={reading} onTriggers={openDialog} />}</Popover.Dropdown>
      </Popover>
      {(canRetry || canInstall || wants !== null || isSession) && (
        <Group className="feed-ways" gap={8}>
          {isSession && <WayBack />}
          {wants !== null && profile !== null && (
            <Button size="xs" onClick={() => askFor(profile, wants)}>
              {wants === 'host-key' ? 'Look at its key…' : 'Enter it…'}
            </Button>
          )}
          {canRetry && (
            <Button size="xs" variant="light" onClick={() => void here().feed.retry()}>
              Try now
            </Button>
          )}
          {canInstall && (
            <Button size="xs" variant="light" onClick={openDialog}>
              Install…
            </Button>
          )}
        </Group>
      )}
      <TriggerDialog opened={isInstalling} onClose={dialog.close} />
    </div>
  );
}

/** From a recording to the database that was shown before it. */
function WayBack() {
  const database = useSource((source) => source.database);
  const profile = useProfiles(
    ({ reading }) => reading?.entries.find((entry) => entry.profile.id === database)?.profile,
  );
  return (
    <Button size="xs" variant="light" maw="100%" onClick={leaveSession}>
      {profile ? `Back to ${profile.name.slice(0, 60)}` : 'Leave the recording'}
    </Button>
  );
}

/** The state and its sentence. A lost host hides what it last said of the feed. */
function describeFeed(
  reading: FeedReading | null,
  link: LinkStatus,
  now: number,
): { state: FeedStateName; words: string } {
  if (!link.open) {
    return { state: link.problem ? 'reconnecting' : 'connecting', words: link.problem ?? 'Connecting to the host.' };
  }
  if (!reading) return { state: 'connecting', words: 'Connecting to the host.' };
  const { state, reason, noticeMs, nextAttemptAt, missing } = reading.status;
  if (state === 'live') return { state, words: noticeMs === null ? 'Live' : `Live, ${formatDuration(noticeMs)}` };
  if (state === 'recorded') {
    const lack = missing.length > 0 ? ' Parts of the file are damaged and not shown: a click tells which.' : '';
    return { state, words: `A recording. ${reason}${lack}` };
  }
  if (state === 'reconnecting' && nextAttemptAt !== null) {
    const wait = Math.max(0, nextAttemptAt - now);
    const when = wait < 1_000 ? 'now' : `in ${formatDuration(wait)}`;
    return { state, words: `Reconnecting ${when}: ${reason}` };
  }
  return { state, words: reason };
}
