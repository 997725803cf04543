import { ActionIcon, Button, Popover, Text, TextInput, Tooltip } from '@mantine/core';
import { IconBookmark, IconBookmarkFilled, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { isSessionId } from '#shared/domain/session.ts';
import { runCommand } from '../commands/registry.ts';
import { leaveTrace } from '../state/address.ts';
import { type Bookmark, removeBookmark, setBookmark } from '../state/bookmarks.ts';
import { formatCount } from '../words.ts';
import type { RunSession } from './run-session.ts';
import { useRunBookmarks } from './use-run-bookmarks.ts';
import { useRunView } from './use-run-view.ts';

/** The steps that a person marked, with what they wrote about them. */
export function BookmarksMenu({ session }: { readonly session: RunSession }) {
  const { index } = useRunView(session);
  const { key, bookmarks } = useRunBookmarks(session);
  const [isOpen, setOpen] = useState(false);
  const step = index < 0 ? null : session.run.stepAt(index);
  const isHere = bookmarks.some((bookmark) => bookmark.step === step);
  const Icon = isHere ? IconBookmarkFilled : IconBookmark;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top" shadow="md" trapFocus returnFocus width={320}>
      <Popover.Target>
        <Tooltip label="Bookmarks (B sets one here)" openDelay={300}>
          <ActionIcon
            variant={isHere ? 'light' : 'subtle'}
            color={isHere ? 'blue' : 'gray'}
            aria-label="Bookmarks"
            onClick={() => setOpen(!isOpen)}
          >
            <Icon size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        {bookmarks.length === 0 && (
          <Text fz="sm">
            {isSessionId(key)
              ? 'No bookmark yet. A bookmark becomes a part of the recording.'
              : 'No bookmark yet. A bookmark stays on this machine.'}
          </Text>
        )}
        <ul className="bookmarks">
          {bookmarks.map((bookmark) => (
            <BookmarkRow key={bookmark.step} session={session} run={key} bookmark={bookmark} />
          ))}
        </ul>
        <Button size="xs" variant="light" fullWidth disabled={step === null} onClick={() => runCommand('bookmark')}>
          {isHere ? 'Remove the bookmark here' : `Set a bookmark at step ${formatCount(step ?? 0)}`}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

interface RowProps {
  readonly session: RunSession;
  /** Names the run among all bookmarks. */
  readonly run: string;
  readonly bookmark: Bookmark;
}

function BookmarkRow({ session, run, bookmark: { step, text } }: RowProps) {
  return (
    <li>
      <Button
        size="compact-xs"
        variant="subtle"
        className="figures"
        onClick={() => {
          leaveTrace();
          session.seekStep(step);
        }}
      >
        {formatCount(step)}
      </Button>
      <TextInput
        size="xs"
        aria-label={`Text of the bookmark at step ${step}`}
        placeholder="What is there"
        maxLength={500}
        value={text}
        onChange={(event) => setBookmark(run, step, event.currentTarget.value)}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove the bookmark at step ${step}`}
        onClick={() => removeBookmark(run, step)}
      >
        <IconTrash size={14} />
      </ActionIcon>
    </li>
  );
}
