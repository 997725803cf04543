import './sessions.css';
import { Button, Text } from '@mantine/core';
import { visit } from '../state/address.ts';
import { useLibrary } from '../state/sessions.ts';
import { formatMoment } from '../words.ts';
import { findSessions } from './find.ts';
import { hrefOfSession, openSession } from './session-actions.tsx';
import { canOpen, nameOf } from './session-words.ts';
import { Thumbnail } from './Thumbnail.tsx';

const MOST_SHOWN = 4;

/** The sessions that were opened last, and before any was, those that were recorded last. */
export function RecentSessions() {
  const entries = (useLibrary()?.entries ?? []).filter(canOpen);
  const isRecent = entries.some(({ openedAt }) => openedAt !== null);
  const column = isRecent ? 'openedAt' : 'startedAt';
  const shown = findSessions(entries, { search: '', isRecent, column, isDescending: true }).slice(0, MOST_SHOWN);
  if (shown.length === 0) return null;
  return (
    <section className="recent-sessions" aria-label="Recordings">
      <Text fw={600} fz="sm">
        {isRecent ? 'Opened last' : 'Recorded last'}
      </Text>
      <ul>
        {shown.map((entry) => (
          <li key={entry.id}>
            <Thumbnail thumbnail={entry.thumbnail} />
            <a
              className="session-name cut"
              href={hrefOfSession(entry.id)}
              onClick={(event) => {
                event.preventDefault();
                openSession(entry.id);
              }}
            >
              {nameOf(entry)}
            </a>
            <Text fz="xs" className="quiet figures" ml="auto" flex="none">
              {formatMoment(entry.startedAt ?? entry.modifiedAt)}
            </Text>
          </li>
        ))}
      </ul>
      <Button size="xs" variant="subtle" onClick={() => visit({ page: 'sessions' })}>
        All recordings ({entries.length})
      </Button>
    </section>
  );
}
