import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ActionDetails } from '#shared/domain/action.ts';
import { TILE } from '#shared/domain/maze.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { formatAction, formatCount, formatDuration, formatTime } from '../words.ts';
import { actionAsJson, actionAsText, rowAsText } from './action-text.ts';
import { CopyMenu } from './CopyMenu.tsx';
import { LongText } from './LongText.tsx';
import type { ActionReading } from './use-action-details.ts';

interface PanelProps {
  readonly session: RunSession;
  readonly details: ActionReading;
  /** What is searched for, marked in the texts; null: nothing is. */
  readonly wanted: string | null;
}

/** The action at the playhead in full: what the model thought, answered, saw and used. */
export function ActionDetailsPanel({ session, details: { action, problem }, wanted }: PanelProps) {
  const index = useRunView(session).index;
  const { run } = session;
  if (index < 0)
    return <section className="details empty">The first action is shown here as soon as it comes.</section>;
  const turn = run.turnAt(index);
  const from = run.fromAt(index);
  const to = run.positionAt(index);
  return (
    <section className="details" aria-label="Selected action">
      <div className="details-head">
        <Text fw={600}>
          Step {formatCount(run.stepAt(index))}: {formatAction(run.typeAt(index))}
          {!run.succeededAt(index) && <span className="details-failed"> failed</span>}
        </Text>
        <CopyMenu
          row={() => rowAsText(run, index)}
          text={() => actionAsText(run, index, action)}
          json={action && (() => actionAsJson(action))}
        />
      </div>
      <dl className="figures">
        <Fact name="From">{from && `${from.x}, ${from.y}`}</Fact>
        <Fact name="To">{to && `${to.x}, ${to.y}`}</Fact>
        <Fact name="Time">{formatTime(run.timeAt(index))}</Fact>
        <Fact name="Turn">{turn}</Fact>
        {action && <Usage details={action} />}
      </dl>
      <Problem problem={problem} isRead={action !== null} />
      {action && <Texts action={action} wanted={wanted} />}
    </section>
  );
}

function Texts({ action, wanted }: { readonly action: ActionDetails; readonly wanted: string | null }) {
  const { reasoning, assistantMessage, seen } = action;
  const isEmpty = !reasoning && !assistantMessage && seen.length === 0;
  return (
    <>
      {isEmpty && <Text className="quiet">The database has no texts of this step.</Text>}
      <LongText title="Reasoning" text={reasoning} wanted={wanted} />
      <LongText title="Answer" text={assistantMessage} wanted={wanted} />
      <Sight details={action} />
    </>
  );
}

/** Says why texts are not there, or may be out of date. */
function Problem({ problem, isRead }: { readonly problem: ActionReading['problem']; readonly isRead: boolean }) {
  if (problem === null) return isRead ? null : <Text className="quiet">Reading the texts of this step</Text>;
  const rest = isRead ? ' What was read of it before is shown.' : '';
  return (
    <Text className="details-problem" role="status">
      {problem === 'deleted'
        ? `This action is no longer in the database.${rest}`
        : `The database cannot be asked right now.${isRead ? rest : ' The texts of this step are read as soon as it can.'}`}
    </Text>
  );
}

function Usage({ details }: { readonly details: ActionDetails }) {
  const { inputTokens, outputTokens, costUsd, inferenceMs, promptEvalMs, evalMs, tokensPerSecond, doneReason } =
    details;
  return (
    <>
      <Fact name="Tokens in">{inputTokens !== null && formatCount(inputTokens)}</Fact>
      <Fact name="Tokens out">{outputTokens !== null && formatCount(outputTokens)}</Fact>
      <Fact name="Cost">{costUsd !== null && `$${costUsd.toFixed(6)}`}</Fact>
      <Fact name="Inference">{inferenceMs !== null && formatDuration(inferenceMs)}</Fact>
      <Fact name="Reading">{promptEvalMs !== null && formatDuration(promptEvalMs)}</Fact>
      <Fact name="Writing">{evalMs !== null && formatDuration(evalMs)}</Fact>
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

function Sight({ details: { seen } }: { readonly details: ActionDetails }) {
  if (seen.length === 0) return null;
  const goals = seen.filter(({ tile }) => tile === TILE.goal);
  const walls = seen.filter(({ tile }) => tile === TILE.wall).length;
  return (
    <>
      <Text className="quiet" fz="xs" mt={8}>
        Saw
      </Text>
      <p className="long-text-body">
        {formatCount(seen.length)} cells, {formatCount(walls)} of them walls
        {goals.length > 0 && `, and the goal at ${goals.map(({ x, y }) => `(${x}, ${y})`).join(', ')}`}. They are
        outlined in the maze.
      </p>
    </>
  );
}
