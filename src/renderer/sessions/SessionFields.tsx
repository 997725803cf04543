import { TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SessionEntry } from '#shared/domain/session.ts';
import { hostNow } from '../link/host.ts';
import { useSessions } from '../state/sessions.ts';
import { renameSession, settle } from './session-actions.tsx';

/** What people say of a session: its name, tags and notes. Written into the file when a field is left. */
export function SessionFields({ entry }: { readonly entry: SessionEntry }) {
  const { id } = entry;
  const [name, setName] = useState<string | null>(null);
  const [notes, setNotes] = useState<string | null>(null);
  const known = useSessions(({ reading }) => reading?.entries);
  // What tags there are already, so that the same thing is not called by two names.
  const tags = [...new Set(known?.flatMap((other) => other.tags))].sort();
  return (
    <>
      <TextInput
        size="xs"
        label="Name"
        maxLength={200}
        value={name ?? entry.name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
        onBlur={() => {
          if (name !== null) void renameSession(entry, name).finally(() => setName(null));
        }}
      />
      <TagsInput
        size="xs"
        label="Tags"
        placeholder={entry.tags.length === 0 ? 'Enter adds one' : ''}
        data={tags.slice(0, 500)}
        limit={12}
        maxTags={100}
        maxLength={100}
        value={[...entry.tags]}
        onChange={(chosen) => void settle(hostNow.sessions.change({ id, tags: chosen }))}
      />
      <Textarea
        size="xs"
        label="Notes"
        autosize
        minRows={3}
        maxRows={12}
        maxLength={100_000}
        value={notes ?? entry.notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
        onBlur={() => {
          if (notes === null || notes === entry.notes) return setNotes(null);
          void settle(hostNow.sessions.change({ id, notes })).then((outcome) => {
            // What was not saved stays in the field.
            if (outcome) setNotes(null);
          });
        }}
      />
    </>
  );
}
