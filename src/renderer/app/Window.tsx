import { lazy, Suspense } from 'react';
import { ExperimentList } from '../experiments/ExperimentList.tsx';
import { FeedState } from '../feed/FeedState.tsx';
import { useAddress } from '../state/address.ts';
import { Wall } from '../wall/Wall.tsx';
import { Header } from './Header.tsx';

const RunPage = lazy(() => import('../run/RunPage.tsx'));

/** The whole window: the experiments on the left, the Wall or a run in the centre. */
export function Window() {
  const address = useAddress();
  return (
    <div className="window">
      <aside className="sidebar" aria-label="Experiments">
        <Header />
        <FeedState />
        <ExperimentList />
      </aside>
      <main className="centre">
        {address.page === 'wall' ? (
          <Wall />
        ) : (
          <Suspense fallback={null}>
            <RunPage key={address.experimentId} experimentId={address.experimentId} step={address.step} />
          </Suspense>
        )}
      </main>
    </div>
  );
}
