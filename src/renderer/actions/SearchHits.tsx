import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { SearchHit } from '#shared/contract.ts';
import { formatCount } from '../words.ts';
import type { SearchState } from './run-search.ts';
import { useRows } from './use-rows.ts';
import type { RunSearchUse } from './use-run-search.ts';

/** Pixels; the same in actions.css. */
const HIT_HEIGHT = 36;

interface HitsProps {
  readonly use: RunSearchUse;
  /** The last step of the run. */
  readonly lastStep: number;
}

/** How far the search is, and what it found. A click jumps to the step. */
export function SearchHits({ use, lastStep }: HitsProps) {
  const { search, current, newer, jump, cancel, goOn } = use;
  const rows = useRows(search.hits.length, HIT_HEIGHT);
  const { show, viewport } = rows;
  useEffect(() => {
    if (current >= 0 && viewport > 0) show(current);
  }, [current, viewport, show]);
  return (
    <section className="hits" aria-label="Search results">
      <div className="hits-head quiet">
        <span role="status">{wordsOf(search, current, lastStep)}</span>
        {(search.state === 'searching' || search.state === 'away') && (
          <Button size="compact-xs" variant="subtle" flex="none" onClick={cancel}>
            Stop
          </Button>
        )}
        {search.state === 'stopped' && (
          <Button size="compact-xs" variant="subtle" onClick={goOn}>
            Go on
          </Button>
        )}
        {newer > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={goOn}>
            Search {formatCount(newer)} newer
          </Button>
        )}
      </div>
      <div className="hits-rows" ref={rows.scroller} hidden={search.hits.length === 0}>
        <ul style={{ height: rows.height }}>
          {rows.shown.map(({ row, top }) => {
            const hit = search.hits[row];
            return hit ? (
              <li key={row} style={{ transform: `translateY(${top}px)` }}>
                <Hit hit={hit} isCurrent={row === current} onJump={() => jump(row)} />
              </li>
            ) : null;
          })}
        </ul>
      </div>
    </section>
  );
}

interface HitProps {
  readonly hit: SearchHit;
  readonly isCurrent: boolean;
  readonly onJump: () => void;
}

// A model's text is shown as text and never as markup.
function Hit({ hit: { step, field, excerpt, at, length }, isCurrent, onJump }: HitProps) {
  return (
    <button
      type="button"
      className="hit"
      data-testid="search-hit"
      data-step={step}
      aria-current={isCurrent || undefined}
      onClick={onJump}
    >
      <span className="quiet figures">
        step {formatCount(step)}, {field}
      </span>
      <span className="cut">
        {excerpt.slice(0, at)}
        <mark>{excerpt.slice(at, at + length)}</mark>
        {excerpt.slice(at + length)}
      </span>
    </button>
  );
}

function wordsOf({ state, hits, reached }: SearchState, current: number, lastStep: number): string {
  const found = hits.length === 1 ? '1 hit' : `${formatCount(hits.length)} hits`;
  const place = current >= 0 ? `${formatCount(current + 1)} of ${found}` : found;
  const progress = `searched to step ${formatCount(reached ?? 0)} of ${formatCount(lastStep)}`;
  switch (state) {
    case 'idle':
    case 'complete':
      return hits.length === 0 ? 'Nothing was found' : place;
    case 'full':
      return `${place}, and more from step ${formatCount(reached ?? 0)} on; a longer text finds fewer`;
    case 'away':
      return `${place}, ${progress}. The database cannot be asked right now; the search goes on when it can.`;
    case 'stopped':
    case 'searching':
      return `${place}, ${progress}`;
  }
}
