import { memo } from 'react';
import { isMove } from '#shared/domain/action.ts';
import type { RunSession } from '../run/run-session.ts';
import { formatAction, formatTime } from '../words.ts';
import { ActionIconOf } from './ActionIconOf.tsx';

/** Pixels; the same in actions.css. */
export const ROW_HEIGHT = 24;

/** The element of a row, for the list that says which one is current. */
export function rowId(actionId: number): string {
  return `action-${actionId}`;
}

interface RowProps {
  readonly session: RunSession;
  /** Index in the run. */
  readonly at: number;
  readonly step: number;
  readonly top: number;
  readonly isShown: boolean;
  /** Place among the rows that are listed, from 0, and how many those are. */
  readonly row: number;
  readonly count: number;
}

/** One action of the log. An action never changes, so a row is rendered again only when it moves. */
export const ActionRow = memo(
  function ActionRow({ session, at, step, top, isShown, row, count }: RowProps) {
    const { run } = session;
    const type = run.typeAt(at);
    const failed = !run.succeededAt(at);
    const position = run.positionAt(at);
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names the current option.
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list listens to the keys.
      <div
        id={rowId(run.idAt(at))}
        role="option"
        className="log-row figures"
        style={{ transform: `translateY(${top}px)` }}
        data-testid="action-row"
        data-step={step}
        data-failed={failed || undefined}
        aria-current={isShown ? 'step' : undefined}
        aria-selected={isShown}
        aria-posinset={row + 1}
        aria-setsize={count}
        onClick={() => session.seek(at)}
      >
        <span className="quiet">{step}</span>
        <span className="cut">
          <ActionIconOf type={type} failed={failed} /> {formatAction(type)}
          {failed && (isMove(type) ? ' – wall' : ' – failed')}
        </span>
        <span>{position ? `${position.x}, ${position.y}` : ''}</span>
        <span className="quiet">{formatTime(run.timeAt(at))}</span>
      </div>
    );
  },
  // How many there are changes with every action, and is told with the next reason to render.
  (before, after) =>
    before.session === after.session &&
    before.at === after.at &&
    before.step === after.step &&
    before.top === after.top &&
    before.isShown === after.isShown &&
    before.row === after.row,
);
