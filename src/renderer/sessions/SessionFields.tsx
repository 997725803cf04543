import { TagsInput, Textarea, TextInput } from '@mantine/core';
import type { SessionEntry } from '#shared/domain/session.ts';
import { hostNow } from '../link/host.ts';
import { useSessions } from '../state/sessions.ts';
import { renameSession, settle } from './session-actions.tsx';
import { useEdited } from './use-edited.ts';

/** What people say of a session: its name, tags and notes. Written into the file when a field is left. */
export function SessionFields({ entry }: { readonly entry: SessionEntry }) {
  const { id } = entry;
  const [name, setName, isRenamed] = useEdited(entry.name);
  const [tags, setTags] = useEdited(entry.tags);
  const [notes, setNotes, isNoted] = useEdited(entry.notes);
  const known = useSessions(({ reading }) => reading?.entries);
  // What tags there are already, so that the same thing is not called by two names.
  const knownTags = [...new Set(known?.flatMap((other) => other.tags))].sort();
  return (
    <>
      <TextInput
        size="xs"
        label="Name"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
        onBlur={() => {
          if (isRenamed) void renameSession(entry, name).then((isDone) => !isDone && setName(null));
        }}
      />
      <TagsInput
        size="xs"
        label="Tags"
        placeholder={tags.length === 0 ? 'Enter adds one' : ''}
        data={knownTags.slice(0, 500)}
        limit={12}
        maxTags={100}
        maxLength={100}
        value={[...tags]}
        onChange={(chosen) => {
          setTags(chosen);
          void settle(hostNow.sessions.change({ id, tags: chosen })).then((outcome) => !outcome && setTags(null));
        }}
      />
      <Textarea
        size="xs"
        label="Notes"
        autosize
        minRows={3}
        maxRows={12}
        maxLength={100_000}
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
        // What could not be saved stays in the field.
        onBlur={() => {
          if (isNoted && notes !== entry.notes) void settle(hostNow.sessions.change({ id, notes }));
        }}
      />
    </>
  );
}
