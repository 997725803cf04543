import { Button, NumberInput, Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import { leaveTrace } from '../state/address.ts';
import { formatAction, formatCount, formatElapsed, formatTime } from '../words.ts';
import { onGoToStep } from './go-to-step.ts';
import type { RunSession } from './run-session.ts';
import { useRunView } from './use-run-view.ts';

/** Which step is shown, and what happens there; a click asks for another. */
export function StepLabel({ session }: { readonly session: RunSession }) {
  const { length, index, playback, caughtUp, sightsKnown } = useRunView(session);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => onGoToStep(() => setAsking(true)), []);
  const { run } = session;
  const shown = Math.max(0, Math.min(index, length - 1));
  const last = length === 0 ? 0 : run.stepAt(length - 1);
  return (
    <div
      className="step-label figures"
      data-testid="playhead-facts"
      data-complete={(caughtUp && sightsKnown >= length) || undefined}
      data-bytes={run.bytes}
    >
      <Popover opened={isAsking} onChange={setAsking} position="top-start" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className="step-label-button" title="Go to step (G)" onClick={() => setAsking(true)}>
            step {formatCount(index < 0 ? 0 : run.stepAt(shown))} of {formatCount(last)}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <GoToStep session={session} onDone={() => setAsking(false)} />
        </Popover.Dropdown>
      </Popover>
      {index >= 0 && length > 0 && (
        <span className="quiet cut">
          {formatAction(run.typeAt(shown))}
          {run.isWallHit(shown) && ', hit a wall'} · {formatTime(run.timeAt(shown))}
          {playback.axis.kind === 'time' &&
            ` · ${formatElapsed(playback.position)} of ${formatElapsed(session.player.axis.end)}`}
        </span>
      )}
      {!caughtUp && <span className="quiet">reading: {formatCount(length)} so far</span>}
      {caughtUp && sightsKnown < length && (
        <span className="quiet">reading what was seen: {Math.floor((sightsKnown / length) * 100)} %</span>
      )}
    </div>
  );
}

function GoToStep({ session, onDone }: { readonly session: RunSession; readonly onDone: () => void }) {
  const [step, setStep] = useState<number | string>('');
  return (
    <form
      className="go-to-step"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
        if (step === '') return;
        leaveTrace();
        session.seekStep(Number(step));
      }}
    >
      <NumberInput
        size="xs"
        aria-label="Step to go to"
        placeholder="Step"
        data-autofocus
        hideControls
        allowDecimal={false}
        allowNegative={false}
        max={2_147_483_647}
        value={step}
        onChange={setStep}
      />
      <Button size="xs" type="submit">
        Go
      </Button>
    </form>
  );
}
