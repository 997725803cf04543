import { memo } from 'react';
import { runAddress } from '#shared/address.ts';
import { deriveState, type ExperimentSummary } from '#shared/domain/experiment.ts';
import { hrefOf, visit } from '../state/address.ts';
import { formatAge, formatCount } from '../words.ts';
import { CompareToggle } from './CompareToggle.tsx';
import { StateLabel } from './StateLabel.tsx';
import { useWallHits } from './tallies.ts';

interface RowProps {
  readonly experiment: ExperimentSummary;
  readonly top: number;
  readonly isOpen: boolean;
  readonly now: number;
}

/** One experiment of the list: a link to its run. */
export const ExperimentRow = memo(function ExperimentRow({ experiment, top, isOpen, now }: RowProps) {
  const { id, model, mazeName, comment, steps, maxMoves, lastActionAt, startedAt } = experiment;
  const state = deriveState(experiment, now);
  const hits = useWallHits(id);
  const address = runAddress(id);
  const sign = lastActionAt ?? startedAt;
  return (
    <li style={{ transform: `translateY(${top}px)` }}>
      <a
        className="experiment"
        href={hrefOf(address)}
        aria-current={isOpen ? 'page' : undefined}
        data-testid="experiment-row"
        data-experiment={id}
        data-state={state}
        title={comment ?? undefined}
        onClick={(event) => {
          // A modified click opens another tab or window, as on any link.
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          visit(address);
        }}
      >
        <span className="experiment-line">
          <span className="experiment-model cut">{model}</span>
          <StateLabel state={state} />
        </span>
        <span className="experiment-line quiet">
          <span className="cut">
            #{id} {mazeName ?? 'no maze'}
          </span>
          <span>{sign === null ? '' : formatAge(now - sign)}</span>
        </span>
        <span className="experiment-line quiet figures">
          <span>
            {steps === null ? '– ' : formatCount(steps)}
            {maxMoves === null ? ' steps' : ` of ${formatCount(maxMoves)} steps`}
          </span>
          <span>{hits === null ? '' : `${formatCount(hits)} wall hits`}</span>
        </span>
        {maxMoves !== null && (
          <span className="experiment-progress">
            <span style={{ width: `${Math.min(100, ((steps ?? 0) / maxMoves) * 100)}%` }} />
          </span>
        )}
      </a>
      <CompareToggle id={id} />
    </li>
  );
});
