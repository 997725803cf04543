import { ActionIcon, Button, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { SessionBookmark } from '#shared/domain/session.ts';
import { changeSessionBookmarks, loadSessionBookmarks, useSessionBookmarks } from '../state/session-bookmarks.ts';
import { formatCount, formatMoment } from '../words.ts';
import { openBookmark } from './session-actions.tsx';

interface BookmarksProps {
  readonly session: string;
  readonly canChange: boolean;
  /** How many the library knows of: another number than before means that somebody set or removed one. */
  readonly count: number;
}

/** The bookmarks of a session with what was written about them; a click goes there. */
export function SessionBookmarks({ session, canChange, count }: BookmarksProps) {
  const bookmarks = useSessionBookmarks(({ bySession }) => bySession[session]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the library counts others.
  useEffect(() => {
    void loadSessionBookmarks(session);
  }, [session, count]);
  return (
    <div>
      <Text fz="xs" fw={500}>
        Bookmarks
      </Text>
      {bookmarks?.length === 0 && (
        <Text fz="xs" className="quiet">
          None yet. In a run, the key B sets one at the step that is shown.
        </Text>
      )}
      <ul className="session-bookmarks">
        {bookmarks?.map((bookmark, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: two may mark the same place.
            key={index}
            bookmark={bookmark}
            canChange={canChange}
            onOpen={() => openBookmark(session, bookmark)}
            onText={(text) =>
              changeSessionBookmarks(session, (present) =>
                present.map((other) => (isSame(other, bookmark) ? { ...other, text } : other)),
              )
            }
            onRemove={() =>
              changeSessionBookmarks(session, (present) => present.filter((other) => !isSame(other, bookmark)))
            }
          />
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  readonly bookmark: SessionBookmark;
  readonly canChange: boolean;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onRemove: () => void;
}

function Row({ bookmark, canChange, onOpen, onText, onRemove }: RowProps) {
  const place = placeOf(bookmark);
  return (
    <li>
      <Button size="compact-xs" variant="subtle" className="figures" flex="none" onClick={onOpen}>
        {place}
      </Button>
      {canChange ? (
        <TextInput
          size="xs"
          flex={1}
          aria-label={`Text of the bookmark at ${place}`}
          placeholder="What is there"
          maxLength={10_000}
          value={bookmark.text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      ) : (
        <Text fz="xs" flex={1}>
          {bookmark.text}
        </Text>
      )}
      {canChange && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove the bookmark at ${place}`} onClick={onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      )}
    </li>
  );
}

/** Its text is what changes. */
function isSame(a: SessionBookmark, b: SessionBookmark): boolean {
  return a.experimentId === b.experimentId && a.step === b.step && a.at === b.at && a.actionId === b.actionId;
}

function placeOf({ experimentId, step, at }: SessionBookmark): string {
  if (experimentId === null) return at === null ? 'The session' : formatMoment(at);
  return step === null ? `Run ${experimentId}` : `Run ${experimentId}, step ${formatCount(step)}`;
}
