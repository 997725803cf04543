import { useState } from 'react';
import type { ActionKind } from '#shared/run/action-kind.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { ActionDetailsPanel } from './ActionDetailsPanel.tsx';
import { ActionLog } from './ActionLog.tsx';
import { KindFilter } from './KindFilter.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SearchHits } from './SearchHits.tsx';
import type { ActionReading } from './use-action-details.ts';
import { useRunSearch } from './use-run-search.ts';

interface PanelProps {
  readonly experimentId: number;
  readonly session: RunSession;
  readonly details: ActionReading;
}

/** The actions of the run, what is searched for in them, and the one at the playhead in full. */
export function ActionPanel({ experimentId, session, details }: PanelProps) {
  const [kinds, setKinds] = useState<readonly ActionKind[]>([]);
  const use = useRunSearch(experimentId, session);
  const { length } = useRunView(session);
  const wanted = use.search.text === '' ? null : use.search.text;
  return (
    <div className="actions">
      <search className="actions-filter">
        <SearchBox use={use} />
        <KindFilter experimentId={experimentId} session={session} kinds={kinds} onChange={setKinds} />
      </search>
      {wanted !== null && <SearchHits use={use} lastStep={length === 0 ? 0 : session.run.stepAt(length - 1)} />}
      <ActionLog session={session} kinds={kinds} />
      <ActionDetailsPanel session={session} details={details} wanted={wanted} />
    </div>
  );
}
