import { ActionIcon, Button, Slider, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
} from '@tabler/icons-react';
import { memo } from 'react';
import { formatCount } from '../words.ts';
import type { RunSession } from './run-session.ts';
import { useRunView } from './use-run-view.ts';
import { useScrubKeys } from './use-scrub-keys.ts';

interface SessionProps {
  readonly session: RunSession;
}

/** The playhead: any step of the run, or the newest as it comes. */
export const Scrubber = memo(function Scrubber({ session }: SessionProps) {
  const { length, index, following } = useRunView(session);
  useScrubKeys(session);
  const atFirst = index <= 0;
  const atLast = index >= length - 1;
  return (
    <section className="scrubber" aria-label="Playhead">
      <StepButtons session={session} atFirst={atFirst} atLast={atLast} />
      <StepSlider session={session} />
      <FollowButton session={session} following={following} />
    </section>
  );
});

interface ButtonsProps extends SessionProps {
  readonly atFirst: boolean;
  readonly atLast: boolean;
}

const StepButtons = memo(function StepButtons({ session, atFirst, atLast }: ButtonsProps) {
  const buttons = [
    { label: 'First step (Home)', icon: IconPlayerSkipBack, run: () => session.seek(0), disabled: atFirst },
    { label: 'Previous step (←)', icon: IconChevronLeft, run: () => session.step(-1), disabled: atFirst },
    { label: 'Next step (→)', icon: IconChevronRight, run: () => session.step(1), disabled: atLast },
    {
      label: 'Last step (End)',
      icon: IconPlayerSkipForward,
      run: () => session.seek(session.run.length - 1),
      disabled: atLast,
    },
  ];
  return buttons.map(({ label, icon: Icon, run, disabled }) => (
    <Tooltip key={label} label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={run}>
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  ));
});

function StepSlider({ session }: SessionProps) {
  const { length, index } = useRunView(session);
  const { run } = session;
  const shown = Math.max(0, Math.min(index, length - 1));
  return (
    <>
      <Slider
        flex={1}
        size="sm"
        thumbLabel="Step"
        min={0}
        max={Math.max(1, length - 1)}
        value={shown}
        disabled={length === 0}
        label={(at) => `step ${formatCount(run.stepAt(at))}`}
        thumbProps={{ 'aria-valuetext': `step ${run.stepAt(shown)}` }}
        onChange={(at) => session.seek(at)}
      />
      <span className="figures scrubber-step">
        step {formatCount(index < 0 ? 0 : run.stepAt(shown))} of{' '}
        {formatCount(length === 0 ? 0 : run.stepAt(length - 1))}
      </span>
    </>
  );
}

const FollowButton = memo(function FollowButton({
  session,
  following,
}: SessionProps & { readonly following: boolean }) {
  return (
    <Tooltip label="Stay at the newest step (F)">
      <Button
        size="xs"
        variant={following ? 'filled' : 'default'}
        aria-pressed={following}
        data-testid="follow"
        leftSection={<IconPlayerTrackNext size={14} />}
        onClick={() => session.follow(!following)}
      >
        Follow
      </Button>
    </Tooltip>
  );
});
