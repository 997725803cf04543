import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef } from 'react';
import type { SessionEntry } from '#shared/domain/session.ts';
import { COLUMNS } from './columns.ts';
import { orderAfter } from './find.ts';
import { SessionRow } from './SessionRow.tsx';
import { useLibraryView } from './view.ts';

/** As the style sheet has them, pixels. */
const ROW_HEIGHT = 60;
const HEAD_HEIGHT = 28;

/** The sessions that were found, in rows; draws only those in view. */
export function SessionTable({ found }: { readonly found: readonly SessionEntry[] }) {
  const scroller = useRef<HTMLTableElement>(null);
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => found[index]?.id ?? index,
    overscan: 6,
    // The heads stay in view above the rows.
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  /** The arrow keys go from name to name. */
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const isUp = event.key === 'ArrowUp';
    if ((!isUp && event.key !== 'ArrowDown') || !(event.target instanceof HTMLAnchorElement)) return;
    const present = Number(event.target.closest<HTMLElement>('[data-index]')?.dataset['index']);
    const next = present + (isUp ? -1 : 1);
    if (!found[next]) return;
    event.preventDefault();
    rows.scrollToIndex(next);
    // One that was out of view is there once it has been scrolled to.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] a.session-name`)?.focus(),
    );
  };
  return (
    <table className="session-table" ref={scroller} aria-label="Sessions" aria-rowcount={found.length + 1}>
      <Heads />
      <tbody className="session-rows" onKeyDown={onKeyDown}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const entry = found[index];
          return entry ? <SessionRow key={key} entry={entry} index={index} top={start - HEAD_HEIGHT} /> : null;
        })}
        {/* As high as all rows are, so that it can be scrolled to the last one. */}
        <tr aria-hidden className="session-height" style={{ height: rows.getTotalSize() }} />
      </tbody>
    </table>
  );
}

function Heads() {
  const column = useLibraryView((view) => view.column);
  const isDescending = useLibraryView((view) => view.isDescending);
  const Icon = isDescending ? IconChevronDown : IconChevronUp;
  return (
    <thead>
      <tr className="session-heads session-grid" aria-rowindex={1}>
        {COLUMNS.filter(({ id }) => id !== 'openedAt').map(({ id, title, isFigure }) => (
          <th
            key={id}
            scope="col"
            className={`session-cell session-${id}`}
            data-figure={isFigure}
            aria-sort={column !== id ? 'none' : isDescending ? 'descending' : 'ascending'}
          >
            <UnstyledButton
              className="session-head"
              title={`Sort by ${title.toLowerCase()}`}
              onClick={() => useLibraryView.setState(orderAfter(id, { column, isDescending }))}
            >
              {title}
              {column === id && <Icon size={12} aria-hidden />}
            </UnstyledButton>
          </th>
        ))}
        <th scope="col" className="session-cell">
          <VisuallyHidden>What can be done</VisuallyHidden>
        </th>
      </tr>
    </thead>
  );
}
