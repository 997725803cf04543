import { Button, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
  IconRepeat,
  IconRepeatOff,
} from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { AxisKind } from '#shared/run/axis.ts';
import type { Playback } from '#shared/run/playback.ts';
import { CommandButton } from '../commands/CommandButton.tsx';
import { titleWithKey } from '../commands/keys.ts';
import { AxisMenu } from './AxisMenu.tsx';
import type { Player } from './player.ts';
import './playback.css';
import { SpeedMenu } from './SpeedMenu.tsx';

interface ControlsProps {
  readonly player: Player;
  readonly playback: Playback;
  /** The axes that there are to choose from. */
  readonly axes: readonly AxisKind[];
  readonly atFirst: boolean;
  readonly atLast: boolean;
  /** More may come: the playhead can stay at the newest. */
  readonly open: boolean;
  /** False where nothing more can ever come, and the playhead need not be told to stay at the end. */
  readonly follows?: boolean;
  /** Beside the others: what only one run has. */
  readonly children?: ReactNode;
}

const LOOP_WORDS = { off: 'Loop: off', all: 'Loop: all', range: 'Loop: range' } as const;

/** The buttons below a timeline. */
export const PlaybackControls = memo(function PlaybackControls(props: ControlsProps) {
  const { player, playback, axes, atFirst, atLast, open, follows = true, children } = props;
  const { playing, loop, follow } = playback;
  return (
    <div className="playback" role="toolbar" aria-label="Playback">
      <CommandButton id="start" icon={IconPlayerSkipBack} disabled={atFirst} />
      <CommandButton id="event-back" icon={IconPlayerTrackPrev} disabled={atFirst} />
      <CommandButton id="step-back" icon={IconChevronLeft} disabled={atFirst} />
      <CommandButton
        id="play-pause"
        icon={playing ? IconPlayerPause : IconPlayerPlay}
        label={`${playing ? 'Pause' : 'Play'} (Space)`}
        isMain
      />
      <CommandButton id="step-on" icon={IconChevronRight} disabled={atLast} />
      <CommandButton id="event-on" icon={IconPlayerTrackNext} disabled={atLast} />
      <CommandButton id="end" icon={IconPlayerSkipForward} disabled={atLast} />
      <SpeedMenu player={player} speed={playback.speed} />
      <AxisMenu player={player} axis={playback.axis} axes={axes} />
      <CommandButton
        id="loop"
        icon={loop === 'off' ? IconRepeatOff : IconRepeat}
        isOn={loop !== 'off'}
        label={`${LOOP_WORDS[loop]} (O)`}
      />
      {loop === 'range' && <span className="playback-loop quiet">range</span>}
      {children}
      <span className="playback-space" />
      {follows && (
        <Tooltip label={open ? titleWithKey('live') : 'The run is over: this is its last step'} openDelay={300}>
          <Button
            size="compact-sm"
            variant={follow ? 'filled' : 'default'}
            color={open ? 'blue' : 'gray'}
            aria-pressed={follow}
            data-testid="follow"
            onClick={() => player.command({ do: 'follow', follow: !follow })}
          >
            {open ? 'Live' : 'Last step'}
          </Button>
        </Tooltip>
      )}
    </div>
  );
});
