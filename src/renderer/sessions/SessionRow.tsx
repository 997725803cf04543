import { Badge, TextInput } from '@mantine/core';
import type { MouseEvent } from 'react';
import type { SessionEntry } from '#shared/domain/session.ts';
import { useSource } from '../state/source.ts';
import { formatBytes, formatCount, formatElapsed, formatMoment } from '../words.ts';
import { lengthOf, originOf } from './columns.ts';
import { SessionMenu } from './SessionMenu.tsx';
import { hrefOfSession, openSession, renameSession } from './session-actions.tsx';
import { canOpen, isRead, nameOf, STATE_MEANING, STATE_WORDS } from './session-words.ts';
import { Thumbnail } from './Thumbnail.tsx';
import { selectSession, useLibraryView } from './view.ts';

interface RowProps {
  readonly entry: SessionEntry;
  readonly index: number;
  /** Where it stands in the list, pixels. */
  readonly top: number;
}

/** A session in the library. A click on its name opens it, one elsewhere shows what else there is to know about it. */
export function SessionRow({ entry, index, top }: RowProps) {
  const { id, state, startedAt, experiments, models, actions, bytes } = entry;
  const isSelected = useLibraryView(({ selected }) => selected === id);
  const isShown = useSource(({ profile }) => profile === id);
  const length = lengthOf(entry);
  const origin = originOf(entry);
  const isKnown = isRead(entry);
  return (
    <tr
      aria-rowindex={index + 2}
      className="session-row session-grid"
      data-testid="session-row"
      data-session={id}
      data-index={index}
      data-selected={isSelected}
      data-state={state}
      style={{ transform: `translateY(${top}px)` }}
      onClick={({ target }) => {
        if (target instanceof Element && !target.closest('a, button, input, [role=menu]'))
          selectSession(isSelected ? null : id);
      }}
    >
      <td className="session-cell session-first">
        <Thumbnail thumbnail={entry.thumbnail} />
        <div className="session-lines">
          <SessionTitle entry={entry} />
          <span className="session-marks">
            {isShown && (
              <Badge size="xs" radius="sm" variant="light" className="session-mark">
                Shown
              </Badge>
            )}
            <StateMark state={state} />
            {entry.tags.map((tag) => (
              <Badge key={tag} size="xs" radius="sm" variant="default" className="session-mark" title={tag}>
                {tag}
              </Badge>
            ))}
            {entry.notes !== '' && <span className="quiet cut session-note">{entry.notes.slice(0, 200)}</span>}
          </span>
        </div>
      </td>
      <td className="session-cell session-profile cut" title={origin ?? undefined}>
        {origin?.slice(0, 200) ?? '–'}
      </td>
      <td className="session-cell session-startedAt figures">{formatMoment(startedAt ?? entry.modifiedAt)}</td>
      <td className="session-cell session-length figures" data-figure="true">
        {length === null ? '–' : formatElapsed(length)}
      </td>
      <td className="session-cell session-experiments figures" data-figure="true">
        {isKnown ? formatCount(experiments) : '–'}
      </td>
      <td className="session-cell session-models cut" title={models.join(', ').slice(0, 1_000)}>
        {models.join(', ').slice(0, 300) || '–'}
      </td>
      <td className="session-cell session-actions figures" data-figure="true">
        {isKnown ? formatCount(actions) : '–'}
      </td>
      <td className="session-cell session-bytes figures" data-figure="true">
        {formatBytes(bytes)}
      </td>
      <td className="session-cell">
        <SessionMenu entry={entry} />
      </td>
    </tr>
  );
}

/** The name, which opens the session; or the field in which it is given another one. */
function SessionTitle({ entry }: { readonly entry: SessionEntry }) {
  const { id } = entry;
  const isRenaming = useLibraryView(({ renaming }) => renaming === id);
  const name = nameOf(entry);
  if (isRenaming) {
    return (
      <TextInput
        size="xs"
        aria-label={`New name of ${name.slice(0, 100)}`}
        defaultValue={name}
        maxLength={200}
        // The person has just asked for this field.
        autoFocus
        onFocus={({ currentTarget }) => currentTarget.select()}
        onBlur={({ currentTarget }) => void renameSession(entry, currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') currentTarget.blur();
          if (key === 'Escape') useLibraryView.setState({ renaming: null });
        }}
      />
    );
  }
  if (!canOpen(entry)) {
    return (
      <span className="session-name cut" title={name}>
        {name}
      </span>
    );
  }
  return (
    <a
      className="session-name cut"
      href={hrefOfSession(id)}
      title={name}
      onClick={(event) => {
        // With a key held it is a link like any other: into another window.
        if (isPlain(event)) {
          event.preventDefault();
          openSession(id);
        }
      }}
    >
      {name}
    </a>
  );
}

function isPlain({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return !ctrlKey && !metaKey && !shiftKey;
}

/** What is not as it usually is, in a word, with what to do about it. */
function StateMark({ state }: { readonly state: SessionEntry['state'] }) {
  const word = STATE_WORDS[state];
  if (word === null) return null;
  return (
    <Badge
      size="xs"
      radius="sm"
      variant="filled"
      className="session-mark session-state"
      data-state={state}
      title={STATE_MEANING[state] ?? undefined}
    >
      {word}
    </Badge>
  );
}
