import { ActionIcon, Button, Slider, Text, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../words.ts';
import type { RunSession } from './run-session.ts';

/** The playhead: any step of the run, or the newest as it comes. */
export function Scrubber({ session }: { readonly session: RunSession }) {
  const { length, index, following } = useStore(session.view);
  const { run } = session;
  const shown = Math.min(index, length - 1);
  useScrubKeys(session);
  const buttons = [
    { label: 'First step (Home)', icon: IconPlayerSkipBack, to: 0, disabled: shown <= 0 },
    { label: 'Previous step (←)', icon: IconChevronLeft, to: shown - 1, disabled: shown <= 0 },
    { label: 'Next step (→)', icon: IconChevronRight, to: shown + 1, disabled: shown >= length - 1 },
    { label: 'Last step (End)', icon: IconPlayerSkipForward, to: length - 1, disabled: shown >= length - 1 },
  ];
  return (
    <section className="scrubber" aria-label="Playhead">
      {buttons.map(({ label, icon: Icon, to, disabled }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={label}
            disabled={disabled}
            onClick={() => session.seek(to)}
          >
            <Icon size={18} />
          </ActionIcon>
        </Tooltip>
      ))}
      <Slider
        flex={1}
        size="sm"
        thumbLabel="Step"
        min={0}
        max={Math.max(1, length - 1)}
        value={Math.max(0, shown)}
        disabled={length === 0}
        label={(at) => `step ${formatCount(run.stepAt(at))}`}
        thumbProps={{ 'aria-valuetext': `step ${run.stepAt(Math.max(0, shown))}` }}
        onChange={(at) => session.seek(at)}
      />
      <Text className="figures scrubber-step">
        step {formatCount(shown < 0 ? 0 : run.stepAt(shown))} of{' '}
        {formatCount(length === 0 ? 0 : run.stepAt(length - 1))}
      </Text>
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
    </section>
  );
}

/** Arrow keys, Home, End and F, wherever the focus is, except where keys mean something else. */
function useScrubKeys(session: RunSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target;
      if (target instanceof HTMLElement && target.closest('input, textarea, select, [role=slider]')) return;
      const stride = event.shiftKey ? 10 : 1;
      if (event.key === 'ArrowLeft') session.step(-stride);
      else if (event.key === 'ArrowRight') session.step(stride);
      else if (event.key === 'Home') session.seek(0);
      else if (event.key === 'End') session.seek(session.run.length - 1);
      else if (event.key === 'f' || event.key === 'F') session.follow(!session.view.getState().following);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}
