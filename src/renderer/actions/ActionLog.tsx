import { Button } from '@mantine/core';
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from 'react';
import './actions.css';
import type { ActionKind } from '#shared/run/action-kind.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { formatCount } from '../words.ts';
import { ActionRow, ROW_HEIGHT, rowId } from './ActionRow.tsx';
import { rowAsText } from './action-text.ts';
import { copyWords, useCopy } from './CopyButton.tsx';
import { type LogRows, useLogRows } from './use-log-rows.ts';
import { type Rows, useRows } from './use-rows.ts';

interface LogProps {
  readonly session: RunSession;
  /** Which kinds are listed; none: all. */
  readonly kinds: readonly ActionKind[];
}

/**
 * The actions of the run. The list stays at the playhead, unless somebody has scrolled away from it; a click or the arrow
 * keys move the playhead.
 */
export const ActionLog = memo(function ActionLog({ session, kinds }: LogProps) {
  const { index } = useRunView(session);
  const { run } = session;
  const log = useLogRows(session, kinds);
  const { rows, current, isAway, comeBack } = useRowsAtPlayhead(session, log);
  const { said, copy } = useCopy();
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && window.getSelection()?.isCollapsed !== false) {
      event.preventDefault();
      if (index >= 0) copy(rowAsText(run, index));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Where the playhead is now, and not where it was when this was rendered: keys may come faster.
    const at = session.picture.index;
    const from = at < 0 ? -1 : log.rowOf(at);
    const to = rowByKey(event.key, {
      current: from,
      isCurrentListed: from >= 0 && log.indexAt(from) === at,
      count: log.count,
      page: Math.floor(rows.viewport / ROW_HEIGHT),
    });
    if (to === null) return;
    event.preventDefault();
    if (log.count > 0) session.seek(log.indexAt(Math.max(0, Math.min(to, log.count - 1))));
  };
  // Only what is in the document can be the active one: the list may be scrolled away, or not be measured yet.
  const isDrawn = current >= 0 && log.indexAt(current) === index && rows.shown.some(({ row }) => row === current);
  return (
    <section className="log" aria-label="Action log">
      <div className="log-head quiet">
        <span>step</span>
        <span>action</span>
        <span>to</span>
        <span>time</span>
      </div>
      {log.count === 0 && <Nothing session={session} log={log} />}
      <div
        className="log-rows"
        ref={rows.scroller}
        hidden={log.count === 0}
        role="listbox"
        aria-label="Actions"
        tabIndex={0}
        aria-activedescendant={isDrawn ? rowId(run.idAt(index)) : undefined}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: rows.height, position: 'relative' }}>
          {rows.shown.map(({ row, top }) => {
            const at = log.indexAt(row);
            return at < 0 ? null : (
              <ActionRow
                key={run.idAt(at)}
                session={session}
                at={at}
                step={run.stepAt(at)}
                top={top}
                isShown={at === index}
                row={row}
                count={log.count}
              />
            );
          })}
        </div>
      </div>
      <span role="status" className="said">
        {copyWords(said)}
      </span>
      {isAway && index >= 0 && (
        <Button className="log-back" size="compact-xs" variant="default" onClick={comeBack}>
          Back to step {formatCount(run.stepAt(index))}
        </Button>
      )}
    </section>
  );
});

function Nothing({ session, log }: { readonly session: RunSession; readonly log: LogRows }) {
  if (session.run.length === 0) return <div className="empty">No action yet</div>;
  return <div className="empty">{log.isComplete ? 'No action of these kinds' : 'Looking for these actions'}</div>;
}

interface AtPlayhead {
  readonly rows: Rows;
  /** The last row at or before the playhead; −1 where there is none. */
  readonly current: number;
  /** Somebody has scrolled away from it. */
  readonly isAway: boolean;
  comeBack(): void;
}

function useRowsAtPlayhead(session: RunSession, log: LogRows): AtPlayhead {
  const { index, following } = useRunView(session);
  const [isAway, setAway] = useState(false);
  const current = index < 0 ? -1 : log.rowOf(index);
  const away = useRef(false);
  /** The row that was brought into view last: newer ones may have come, and nobody has scrolled away from those. */
  const shown = useRef(-1);
  const setBoth = (isNowAway: boolean) => {
    away.current = isNowAway;
    setAway(isNowAway);
  };
  const rows = useRows(log.count, ROW_HEIGHT, () => setBoth(!rows.isShown(shown.current)));
  const { show, viewport } = rows;
  // A step that somebody asked for is shown in any case; the newest one only to who has not scrolled away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when the playhead moves between listed actions.
  useLayoutEffect(() => {
    if (current < 0 || current >= log.count || viewport === 0) return;
    if (following && away.current) return;
    setBoth(false);
    shown.current = current;
    show(current);
  }, [current, log.count, index, following, viewport, show]);
  const comeBack = () => {
    setBoth(false);
    shown.current = current;
    show(current);
  };
  return { rows, current, isAway, comeBack };
}

interface Place {
  readonly current: number;
  /** False where the playhead is at an action that is not listed, behind the current row. */
  readonly isCurrentListed: boolean;
  readonly count: number;
  readonly page: number;
}

/** The row that a key leads to; null for other keys. */
function rowByKey(key: string, { current, isCurrentListed, count, page }: Place): number | null {
  const before = isCurrentListed ? current - 1 : current;
  const targets: Readonly<Record<string, number>> = {
    ArrowUp: before,
    ArrowDown: current + 1,
    PageUp: current - page,
    PageDown: current + page,
    Home: 0,
    End: count - 1,
  };
  return targets[key] ?? null;
}
