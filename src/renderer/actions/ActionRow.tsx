import { memo } from 'react';
import { isMove } from '#shared/domain/action.ts';
import type { RunSession } from '../run/run-session.ts';
import { formatAction, formatTime } from '../words.ts';
import { ActionIconOf } from './ActionIconOf.tsx';

/** Pixels; the same in actions.css. */
export const ROW_HEIGHT = 24;

interface RowProps {
  readonly session: RunSession;
  /** Index in the run. */
  readonly at: number;
  readonly step: number;
  readonly top: number;
  readonly isShown: boolean;
}

/** One action of the log. An action never changes, so a row is rendered again only when it moves. */
export const ActionRow = memo(function ActionRow({ session, at, step, top, isShown }: RowProps) {
  const { run } = session;
  const type = run.typeAt(at);
  const failed = !run.succeededAt(at);
  const position = run.positionAt(at);
  return (
    <button
      type="button"
      className="log-row figures"
      style={{ transform: `translateY(${top}px)` }}
      data-testid="action-row"
      data-step={step}
      data-failed={failed || undefined}
      aria-current={isShown ? 'step' : undefined}
      tabIndex={isShown ? 0 : -1}
      onClick={() => session.seek(at)}
    >
      <span className="quiet">{step}</span>
      <span className="cut">
        <ActionIconOf type={type} failed={failed} /> {formatAction(type)}
        {failed && (isMove(type) ? ' – wall' : ' – failed')}
      </span>
      <span>{position ? `${position.x}, ${position.y}` : ''}</span>
      <span className="quiet">{formatTime(run.timeAt(at))}</span>
    </button>
  );
});
