import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ActionDetails } from '#shared/domain/action.ts';
import { TILE } from '#shared/domain/maze.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { formatAction, formatCount, formatDuration, formatTime } from '../words.ts';

interface PanelProps {
  readonly session: RunSession;
  readonly details: ActionDetails | null;
}

/** The action at the playhead in full: what the model thought, answered, saw and used. */
export function ActionDetailsPanel({ session, details }: PanelProps) {
  const index = useRunView(session).index;
  const { run } = session;
  if (index < 0)
    return <section className="details empty">The first action is shown here as soon as it comes.</section>;
  const turn = run.turnAt(index);
  const from = run.fromAt(index);
  const to = run.positionAt(index);
  return (
    <section className="details" aria-label="Selected action">
      <Text fw={600}>
        Step {formatCount(run.stepAt(index))}: {formatAction(run.typeAt(index))}
        {!run.succeededAt(index) && <span className="details-failed"> failed</span>}
      </Text>
      <dl className="figures">
        <Fact name="From">{from && `${from.x}, ${from.y}`}</Fact>
        <Fact name="To">{to && `${to.x}, ${to.y}`}</Fact>
        <Fact name="Time">{formatTime(run.timeAt(index))}</Fact>
        <Fact name="Turn">{turn}</Fact>
        {details && <Usage details={details} />}
      </dl>
      {details ? (
        <>
          <LongText title="Reasoning" text={details.reasoning} />
          <LongText title="Answer" text={details.assistantMessage} />
          <Sight details={details} />
        </>
      ) : (
        <Text className="quiet">Reading the texts of this step</Text>
      )}
    </section>
  );
}

function Usage({ details }: { readonly details: ActionDetails }) {
  const { inputTokens, outputTokens, costUsd, inferenceMs, tokensPerSecond, doneReason } = details;
  return (
    <>
      <Fact name="Tokens in">{inputTokens !== null && formatCount(inputTokens)}</Fact>
      <Fact name="Tokens out">{outputTokens !== null && formatCount(outputTokens)}</Fact>
      <Fact name="Cost">{costUsd !== null && `$${costUsd.toFixed(6)}`}</Fact>
      <Fact name="Inference">{inferenceMs !== null && formatDuration(inferenceMs)}</Fact>
      <Fact name="Speed">{tokensPerSecond !== null && `${tokensPerSecond.toFixed(1)} tokens/s`}</Fact>
      <Fact name="Ended by">{doneReason}</Fact>
    </>
  );
}

/** A name and its value; nothing at all where the database has no value. */
function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <div>
      <dt className="quiet">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

// A model's text is shown as text and never as markup.
function LongText({ title, text }: { readonly title: string; readonly text: string | null }) {
  if (!text) return null;
  return (
    <>
      <Text className="details-title quiet">{title}</Text>
      <p className="details-text">{text}</p>
    </>
  );
}

function Sight({ details: { seen } }: { readonly details: ActionDetails }) {
  if (seen.length === 0) return null;
  const goals = seen.filter(({ tile }) => tile === TILE.goal);
  const walls = seen.filter(({ tile }) => tile === TILE.wall).length;
  return (
    <>
      <Text className="details-title quiet">Saw</Text>
      <p className="details-text">
        {formatCount(seen.length)} cells, {formatCount(walls)} of them walls
        {goals.length > 0 && `, and the goal at ${goals.map(({ x, y }) => `(${x}, ${y})`).join(', ')}`}. They are
        outlined in the maze.
      </p>
    </>
  );
}
