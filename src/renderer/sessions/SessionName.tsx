import './sessions.css';
import { Text } from '@mantine/core';
import { IconMovie } from '@tabler/icons-react';
import type { SessionEntry } from '#shared/domain/session.ts';
import { formatMoment } from '../words.ts';
import { originOf } from './columns.ts';
import { nameOf } from './session-words.ts';

/** A session in two lines, as `ProfileName` has a profile: what it is called, and of what and when it was recorded. */
export function SessionName({ entry }: { readonly entry: SessionEntry | undefined }) {
  const name = entry ? nameOf(entry) : 'A recording';
  return (
    <span className="session-shown">
      <IconMovie size={20} style={{ flex: 'none' }} aria-hidden />
      <span className="profile-lines">
        <Text span fw={600} fz="0.875rem" className="cut" title={name}>
          {name}
        </Text>
        <span className="quiet cut profile-where">
          {entry ? `${originOf(entry) ?? 'Recording'}, ${formatMoment(entry.startedAt)}` : 'Not in the library'}
        </span>
      </span>
    </span>
  );
}
