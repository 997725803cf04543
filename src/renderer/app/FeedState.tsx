import { Button, Popover, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import type { FeedReading } from '#shared/contract.ts';
import type { FeedStateName } from '#shared/domain/feed.ts';
import { host, useLink } from '../link/host.ts';
import type { LinkStatus } from '../link/reconnecting-link.ts';
import { useServerClock } from '../state/clock.ts';
import { useFeed } from '../state/feed.ts';
import { formatDuration, formatTime } from '../words.ts';

/** How the feed is doing, in words; a click shows what happened before. */
export function FeedState() {
  const reading = useFeed((feed) => feed.reading);
  const link = useLink();
  useServerClock();
  const { state, words } = describeFeed(reading, link, Date.now());
  const canRetry = link.open && (state === 'reconnecting' || state === 'failed');
  return (
    <Popover position="bottom-start" width={420} shadow="md" withinPortal>
      <Popover.Target>
        <UnstyledButton className="feed" data-testid="feed-state" data-state={state} title="Show what happened before">
          <span className="feed-dot" />
          <span role="status" style={{ overflowWrap: 'anywhere' }}>
            {words}
          </span>
        </UnstyledButton>
      </Popover.Target>
      {canRetry && (
        <Button m={12} mt={0} size="xs" variant="light" onClick={() => void host.feed.retry()}>
          Try now
        </Button>
      )}
      <Popover.Dropdown>
        <History reading={reading} />
      </Popover.Dropdown>
    </Popover>
  );
}

function History({ reading }: { readonly reading: FeedReading | null }) {
  const events = [...(reading?.events ?? [])].reverse();
  return (
    <>
      {reading && reading.status.missing.length > 0 && (
        <>
          <Text fw={600}>What this database lacks</Text>
          {reading.status.missing.map((sentence) => (
            <Text key={sentence}>{sentence}</Text>
          ))}
        </>
      )}
      <Text fw={600}>What happened</Text>
      <ScrollArea.Autosize mah={280}>
        {events.map((event) => (
          <Text key={`${event.at} ${event.reason}`} className="figures">
            <span className="quiet">{formatTime(event.at)}</span> {event.reason}
          </Text>
        ))}
      </ScrollArea.Autosize>
    </>
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
  const { state, reason, noticeMs, nextAttemptAt } = reading.status;
  if (state === 'live') return { state, words: noticeMs === null ? 'Live' : `Live, ${formatDuration(noticeMs)}` };
  if (state === 'reconnecting' && nextAttemptAt !== null) {
    const wait = Math.max(0, nextAttemptAt - now);
    const when = wait < 1_000 ? 'now' : `in ${formatDuration(wait)}`;
    return { state, words: `Reconnecting ${when}: ${reason}` };
  }
  return { state, words: reason };
}
