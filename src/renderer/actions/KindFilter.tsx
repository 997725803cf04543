import { UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import { ACTION_KINDS, type ActionKind } from '#shared/run/action-kind.ts';
import { useMeasures } from '../inspector/use-measures.ts';
import type { RunSession } from '../run/run-session.ts';
import { formatCount } from '../words.ts';

const NAMES: Readonly<Record<ActionKind, string>> = {
  move: 'moves',
  hit: 'wall hits',
  recall: 'recalls',
  silent: 'no tool call',
  other: 'other',
};

interface FilterProps {
  readonly experimentId: number;
  readonly session: RunSession;
  readonly kinds: readonly ActionKind[];
  readonly onChange: (kinds: readonly ActionKind[]) => void;
}

/** Which kinds of actions the log lists, with how many there are; none chosen lists all. */
export const KindFilter = memo(function KindFilter({ experimentId, session, kinds, onChange }: FilterProps) {
  const { counts } = useMeasures(experimentId, session);
  const known = counts.isReady ? counts.at(session.run.length - 1).kinds : null;
  const toggle = (kind: ActionKind) =>
    onChange(kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind]);
  return (
    <fieldset className="log-kinds" aria-label="Filter by kind">
      {ACTION_KINDS.map((kind) => (
        <UnstyledButton
          key={kind}
          className="log-kind"
          data-kind={kind}
          aria-pressed={kinds.includes(kind)}
          onClick={() => toggle(kind)}
        >
          {NAMES[kind]} <span className="figures">{known ? formatCount(known[kind]) : '…'}</span>
        </UnstyledButton>
      ))}
    </fieldset>
  );
});
