import { Button, Loader, Text, Title } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CompareAddress } from '#shared/address.ts';
import { MOST_COMPARED } from '#shared/address.ts';
import type { AxisChoice } from '#shared/run/axis.ts';
import '../run/run.css';
import './compare.css';
import { visit } from '../state/address.ts';
import { useExperiments } from '../state/experiments.ts';
import { loadMaze } from '../state/mazes.ts';
import { ComparePanes } from './ComparePanes.tsx';
import { ComparePlayback } from './ComparePlayback.tsx';
import { CompareSide } from './CompareSide.tsx';
import { CompareSession } from './compare-session.ts';
import { CompareTimeline } from './compare-timeline.ts';
import { useCompareAddress } from './use-compare-address.ts';

interface PageProps {
  readonly address: CompareAddress;
}

/** Two to nine runs on one clock. */
export default function ComparePage({ address }: PageProps) {
  const { experimentIds } = address;
  const [session, missing] = useCompareSession(address);
  if (missing.length > 0) {
    return (
      <div className="empty">
        <Text fw={600}>Not in this database: {missing.map((id) => `#${id}`).join(', ')}.</Text>
        <Button mt={12} size="xs" variant="light" onClick={() => visit({ page: 'wall' })}>
          Show the Wall
        </Button>
      </div>
    );
  }
  if (!session) {
    return (
      <div className="empty">
        <Loader size="sm" m="auto" />
        <Text mt={8}>Reading {experimentIds.length} experiments</Text>
      </div>
    );
  }
  return <OpenComparison key={experimentIds.join()} address={address} session={session} />;
}

function OpenComparison({ address, session }: PageProps & { readonly session: CompareSession }) {
  useCompareAddress(address, session);
  const timeline = useMemo(() => new CompareTimeline(session), [session]);
  const { experimentIds } = address;
  const labels = useLabels(experimentIds);
  return (
    <div className="compare">
      <header className="compare-header">
        <Title order={1} fz="md">
          Compare
        </Title>
        <Text className="quiet" fz="sm">
          {experimentIds.length === 1
            ? 'One run so far. Add others in the list on the left.'
            : `${experimentIds.length} runs on one clock. The list on the left adds and takes away, up to ${MOST_COMPARED}.`}
        </Text>
      </header>
      <ComparePanes session={session} labels={labels} />
      <ComparePlayback session={session} timeline={timeline} labels={labels} />
      <CompareSide session={session} timeline={timeline} ids={experimentIds} labels={labels} />
    </div>
  );
}

/** What the runs are called beside each other: the model, and the number where models are alike. */
function useLabels(ids: readonly number[]): readonly string[] {
  const byId = useExperiments((experiments) => experiments.byId);
  return useMemo(() => ids.map((id) => `${byId.get(id)?.model ?? 'Experiment'} #${id}`), [ids, byId]);
}

/** Opens the comparison as soon as all of its experiments are known; ends it with the page. */
function useCompareSession(address: CompareAddress): readonly [CompareSession | null, readonly number[]] {
  const { experimentIds } = address;
  const byId = useExperiments((experiments) => experiments.byId);
  const isComplete = useExperiments(({ known, loading }) => known && loading === null);
  const missing = isComplete ? experimentIds.filter((id) => !byId.has(id)) : [];
  const isKnown = experimentIds.every((id) => byId.has(id));
  const key = experimentIds.join();
  const [opened, setOpened] = useState<{ readonly key: string; readonly session: CompareSession } | null>(null);
  // Where the comparison opens: where the address says, or, when only the runs changed, where the former one was.
  const latest = useRef(address);
  latest.current = address;
  const former = useRef<CompareSession | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: experiments go on changing; the runs that are compared do not.
  useEffect(() => {
    if (!isKnown) return;
    let session: CompareSession | null = null;
    let isGone = false;
    const experiments = experimentIds.map((id) => byId.get(id)).filter((experiment) => experiment !== undefined);
    void Promise.all(
      experiments.map(async (experiment) => ({ experiment, maze: await loadMaze(experiment.mazeId) })),
    ).then((openings) => {
      if (isGone) return;
      const { axis, at } = openingOf(latest.current, former.current);
      session = new CompareSession(openings, axis, at);
      former.current = session;
      setOpened({ key, session });
    });
    return () => {
      isGone = true;
      session?.end();
    };
  }, [key, isKnown]);
  return [opened?.key === key ? opened.session : null, missing];
}

/** Where and on which axis a comparison opens. */
function openingOf(address: CompareAddress, former: CompareSession | null): { axis: AxisChoice; at: number | null } {
  if (former === null || address.at !== null || address.axis !== null) {
    return { axis: { kind: address.axis ?? 'step', longestPauseMs: null }, at: address.at };
  }
  const { axis, follow, position } = former.player.playback;
  return { axis, at: follow ? null : position };
}
