import { Loader, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, useMemo, useState } from 'react';
import './experiment.css';
import { deriveState } from '#shared/domain/experiment.ts';
import { CopyButton } from '../actions/CopyButton.tsx';
import { StateLabel } from '../experiments/StateLabel.tsx';
import { useServerClock } from '../state/clock.ts';
import { formatCount } from '../words.ts';
import { CutText } from './CutText.tsx';
import { type Fact, type FactValue, factsOf } from './experiment-facts.ts';
import { JsonTree } from './JsonTree.tsx';
import { useExperimentDetails } from './use-experiment-details.ts';

/** Everything that the experiment's row says. */
export function ExperimentPanel({ experimentId }: { readonly experimentId: number }) {
  const { details, problem } = useExperimentDetails(experimentId);
  const now = useServerClock();
  const facts = useMemo(() => (details ? factsOf(details) : null), [details]);
  return (
    <>
      {problem && (
        <Text className="inspector-note facts-problem" role="status">
          {problem === 'deleted'
            ? 'This experiment is no longer in the database.'
            : 'The database cannot be asked right now. The experiment is read as soon as it can.'}
          {details && ' What was read of it before is shown.'}
        </Text>
      )}
      {!details && !problem && (
        <Text className="inspector-note quiet">
          <Loader size={12} /> Reading the experiment
        </Text>
      )}
      {details && facts && (
        <dl className="facts">
          <div>
            <dt className="quiet">Experiment</dt>
            <dd>
              #{experimentId} <StateLabel state={deriveState(details.summary, now)} />
            </dd>
          </div>
          {facts.known.map((fact) => (
            <FactRow key={fact.key} fact={fact} />
          ))}
          {facts.others.map((fact) => (
            <FactRow key={fact.key} fact={fact} />
          ))}
          {facts.empty.length > 0 && (
            <div>
              <dt className="quiet">Without a value</dt>
              <dd className="quiet">{facts.empty.join(', ')}</dd>
            </div>
          )}
        </dl>
      )}
    </>
  );
}

const FactRow = memo(function FactRow({ fact: { key, label, value, isFolded } }: { readonly fact: Fact }) {
  const [isOpen, setOpen] = useState(!isFolded);
  const isLong = value.kind === 'json' || isFolded || (value.kind === 'text' && value.text.length > 60);
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div data-column={key} data-long={isLong || undefined}>
      <dt className="quiet" title={key}>
        {isLong ? (
          <UnstyledButton className="json-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon size={12} aria-hidden /> {label}
            {!isOpen && `, ${sizeOf(value)}`}
          </UnstyledButton>
        ) : (
          label
        )}
        {isLong && <CopyButton label={`Copy: ${label.toLowerCase()}`} text={() => copied(value)} />}
      </dt>
      {isOpen && (
        <dd>
          <Value value={value} />
        </dd>
      )}
    </div>
  );
}, isSameFact);

function sizeOf(value: FactValue): string {
  if (value.kind === 'json') return `${formatCount(Object.keys(value.value).length)} parts`;
  return value.kind === 'text' ? `${formatCount(value.text.length)} characters` : 'a moment';
}

/** The row is read again and again; a fact that says the same is not rendered again. */
function isSameFact({ fact: a }: { readonly fact: Fact }, { fact: b }: { readonly fact: Fact }): boolean {
  return a.key === b.key && copied(a.value) === copied(b.value);
}

function Value({ value }: { readonly value: FactValue }) {
  if (value.kind === 'json') return <JsonTree value={value.value} />;
  if (value.kind === 'text') return <CutText text={value.text} />;
  return <time dateTime={new Date(value.at).toISOString()}>{formatMoment(value.at)}</time>;
}

/** A moment with its day, on this page's clock. */
function formatMoment(at: number): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

function copied(value: FactValue): string {
  if (value.kind === 'json') return JSON.stringify(value.value, null, 2);
  return value.kind === 'text' ? value.text : new Date(value.at).toISOString();
}
