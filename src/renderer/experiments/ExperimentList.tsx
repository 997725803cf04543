import { Button, Loader, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import './experiments.css';
import { useAddress } from '../state/address.ts';
import { useServerClock } from '../state/clock.ts';
import { useExperiments } from '../state/experiments.ts';
import { isRecorded } from '../state/source.ts';
import { formatCount } from '../words.ts';
import { ExperimentFilter } from './ExperimentFilter.tsx';
import { ExperimentRow } from './ExperimentRow.tsx';
import { applyFilter, NO_FILTER } from './filter.ts';
import { useTallyOf } from './tallies.ts';

const ROW_HEIGHT = 66;

/** All experiments, newest first, searchable; draws only the rows in view. */
export function ExperimentList() {
  const { newestFirst, known, loading } = useExperiments();
  const [filter, setFilter] = useState(NO_FILTER);
  const now = useServerClock();
  const shown = useMemo(() => applyFilter(newestFirst, filter, now), [newestFirst, filter, now]);
  const open = useAddress((address) => (address.page === 'run' ? address.experimentId : null));
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => shown[index]?.id ?? index,
    overscan: 6,
  });
  const inView = rows.getVirtualItems();
  useTallyOf(inView.flatMap(({ index }) => shown[index] ?? []));
  return (
    <>
      <ExperimentFilter filter={filter} onChange={setFilter} experiments={newestFirst} now={now} />
      <div className="experiments-count" aria-live="polite">
        {loading && loading.total > 0 ? (
          <>
            <Loader size={12} /> Reading {formatCount(loading.read)} of about {formatCount(loading.total)}
          </>
        ) : known && !loading ? (
          `${formatCount(shown.length)} of ${formatCount(newestFirst.length)} experiments`
        ) : (
          'Waiting for the database'
        )}
      </div>
      <div className="experiments" ref={scroller}>
        {known && !loading && shown.length === 0 && (
          <div className="empty">
            {newestFirst.length === 0 ? (
              <Text>
                {isRecorded()
                  ? 'There are no experiments in this session that can be shown.'
                  : 'No experiments yet. The first one appears here as soon as it is started.'}
              </Text>
            ) : (
              <>
                <Text mb={8}>No experiment matches.</Text>
                <Button size="xs" variant="light" onClick={() => setFilter(NO_FILTER)}>
                  Show all
                </Button>
              </>
            )}
          </div>
        )}
        <ul style={{ height: rows.getTotalSize() }}>
          {inView.map(({ index, start, key }) => {
            const experiment = shown[index];
            return experiment ? (
              <ExperimentRow key={key} experiment={experiment} top={start} isOpen={experiment.id === open} now={now} />
            ) : null;
          })}
        </ul>
      </div>
    </>
  );
}
