import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import './actions.css';
import { isMove } from '#shared/domain/action.ts';
import type { Run } from '#shared/run/run.ts';
import type { RunSession } from '../run/run-session.ts';
import { formatAction, formatTime } from '../words.ts';
import { ActionIconOf } from './ActionIconOf.tsx';

const ROW_HEIGHT = 24;

/** Every action of the run; stays at the playhead, and moves it by a click. */
export function ActionLog({ session }: { readonly session: RunSession }) {
  const { length, index } = useStore(session.view);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  useEffect(() => {
    if (index >= 0 && index < length) rows.scrollToIndex(index, { align: 'auto' });
  }, [rows, index, length]);
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
          {rows.getVirtualItems().map(({ index: at, start }) => (
            <ActionRow
              key={at}
              run={session.run}
              at={at}
              top={start}
              isShown={at === index}
              onPick={() => session.seek(at)}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  readonly run: Run;
  readonly at: number;
  readonly top: number;
  readonly isShown: boolean;
  readonly onPick: () => void;
}

function ActionRow({ run, at, top, isShown, onPick }: RowProps) {
  const type = run.typeAt(at);
  const failed = !run.succeededAt(at);
  const position = run.positionAt(at);
  return (
    <button
      type="button"
      className="log-row figures"
      style={{ transform: `translateY(${top}px)` }}
      data-testid="action-row"
      data-step={run.stepAt(at)}
      data-failed={failed || undefined}
      aria-current={isShown ? 'step' : undefined}
      tabIndex={isShown ? 0 : -1}
      onClick={onPick}
    >
      <span className="quiet">{run.stepAt(at)}</span>
      <span className="cut">
        <ActionIconOf type={type} failed={failed} /> {formatAction(type)}
        {failed && (isMove(type) ? ' – wall' : ' – failed')}
      </span>
      <span>{position ? `${position.x}, ${position.y}` : ''}</span>
      <span className="quiet">{formatTime(run.timeAt(at))}</span>
    </button>
  );
}
