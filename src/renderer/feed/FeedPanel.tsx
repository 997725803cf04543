import { Button, Group, NativeSelect, ScrollArea, Text } from '@mantine/core';
import type { FeedReading } from '#shared/contract.ts';
import type { FeedEvent, FeedStatus } from '#shared/domain/feed.ts';
import { here } from '../link/host.ts';
import { formatCount, formatTime } from '../words.ts';
import { nameInterval, POLL_INTERVALS_MS } from './intervals.ts';
import { TriggerLine } from './TriggerLine.tsx';

interface PanelProps {
  readonly reading: FeedReading;
  /** Opens the dialog about the triggers. */
  readonly onTriggers: () => void;
}

/** What there is to know about the feed, and to set. */
export function FeedPanel({ reading: { status, events }, onTriggers }: PanelProps) {
  return (
    <div className="feed-panel">
      {status.state !== 'recorded' && (
        <>
          <TriggerLine state={status.state} obstacle={status.obstacle}>
            <Button size="compact-xs" variant="light" flex="none" onClick={onTriggers}>
              Triggers…
            </Button>
          </TriggerLine>
          <PollInterval status={status} />
          <Notices status={status} />
        </>
      )}
      {status.missing.length > 0 && (
        <>
          <Text fw={600} mt={10}>
            {status.state === 'recorded' ? 'What this recording lacks' : 'What this database lacks'}
          </Text>
          {status.missing.map((sentence) => (
            <Text key={sentence}>{sentence}</Text>
          ))}
        </>
      )}
      <Text fw={600} mt={10}>
        What happened
      </Text>
      <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0, role: 'log', 'aria-label': 'What happened' }}>
        {[...events].reverse().map((event) => (
          <Happening key={`${event.at} ${event.reason}`} event={event} />
        ))}
      </ScrollArea.Autosize>
    </div>
  );
}

function Happening({ event: { at, until, times, reason, state } }: { readonly event: FeedEvent }) {
  return (
    <Text className="figures feed-event" data-state={state}>
      <span className="quiet">{formatTime(at)}</span>
      <span>
        {reason}
        {times > 1 && (
          <span className="quiet">
            {' '}
            ({formatCount(times)} attempts, the last at {formatTime(until)})
          </span>
        )}
      </span>
    </Text>
  );
}

function PollInterval({ status: { pollMs, state } }: { readonly status: FeedStatus }) {
  const offered = POLL_INTERVALS_MS.includes(pollMs)
    ? POLL_INTERVALS_MS
    : [...POLL_INTERVALS_MS, pollMs].sort((a, b) => a - b);
  return (
    <Group justify="space-between" wrap="nowrap" gap={8}>
      <Text id="poll-interval">
        {state === 'polling' ? 'Read the table every' : 'Without notices, read the table every'}
      </Text>
      <NativeSelect
        size="xs"
        aria-labelledby="poll-interval"
        value={String(pollMs)}
        onChange={({ currentTarget }) => void here().feed.setPollInterval({ ms: Number(currentTarget.value) })}
        data={offered.map((ms) => ({ value: String(ms), label: nameInterval(ms) }))}
      />
    </Group>
  );
}

function Notices({ status: { notices, strangeNotices } }: { readonly status: FeedStatus }) {
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap={8}>
        <Text>Notices heard</Text>
        <Text className="figures">{formatCount(notices)}</Text>
      </Group>
      {strangeNotices > 0 && (
        <Text className="quiet">
          {formatCount(strangeNotices)} of them could not be read. Any account may send notices; they only made the
          monitor look.
        </Text>
      )}
    </>
  );
}
