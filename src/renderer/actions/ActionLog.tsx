import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import './actions.css';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { ActionRow, ROW_HEIGHT } from './ActionRow.tsx';

/** Every action of the run; stays at the playhead, and moves it by a click. */
export const ActionLog = memo(function ActionLog({ session }: { readonly session: RunSession }) {
  const { length, index } = useRunView(session);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (at) => session.run.idAt(at),
    overscan: 4,
    // A scroll event is followed by a frame anyway; rendering inside of it would hold the maze up.
    useFlushSync: false,
  });
  useEffect(() => {
    const list = scroller.current;
    if (!list || index < 0 || index >= length) return;
    // All rows are of one height, so no measuring is needed to bring one into view.
    const top = index * ROW_HEIGHT;
    const lowest = top + ROW_HEIGHT - list.clientHeight;
    if (list.scrollTop > top) list.scrollTop = top;
    else if (list.scrollTop < lowest) list.scrollTop = lowest;
  }, [index, length]);
  const { run } = session;
  return (
    <section className="log" aria-label="Action log">
      <div className="log-head quiet">
        <span>step</span>
        <span>action</span>
        <span>to</span>
        <span>time</span>
      </div>
      <div className="log-rows" ref={scroller}>
        {length === 0 && <div className="empty">No action yet</div>}
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index: at, start, key }) => (
            <ActionRow key={key} session={session} at={at} step={run.stepAt(at)} top={start} isShown={at === index} />
          ))}
        </div>
      </div>
    </section>
  );
});
