import { memo } from 'react';
import { PlaybackControls } from '../playback/PlaybackControls.tsx';
import { usePlaybackCommands } from '../playback/use-playback-commands.ts';
import { MarkerMenu } from '../timeline/MarkerMenu.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { BookmarksMenu } from './BookmarksMenu.tsx';
import { RunPreview } from './RunPreview.tsx';
import type { RunSession } from './run-session.ts';
import type { RunTimeline } from './run-timeline.ts';
import { StepLabel } from './StepLabel.tsx';
import { useRunCommands } from './use-run-commands.ts';
import { useRunView } from './use-run-view.ts';

const AXES = ['step', 'time'] as const;

interface PlaybackProps {
  readonly session: RunSession;
  readonly timeline: RunTimeline;
}

/** The playhead of a run: its timeline, and what moves it. */
export const RunPlayback = memo(function RunPlayback({ session, timeline }: PlaybackProps) {
  const { length, index, playback, open } = useRunView(session);
  usePlaybackCommands(timeline, useRunCommands(session));
  return (
    <section className="run-playback" aria-label="Playhead">
      <StepLabel session={session} />
      <Timeline
        subject={timeline}
        label="Step"
        preview={(position) => <RunPreview session={session} index={session.player.axis.indexAt(position)} />}
      />
      <PlaybackControls
        player={session.player}
        playback={playback}
        axes={AXES}
        atFirst={index <= 0}
        atLast={index >= length - 1}
        open={open}
      >
        <MarkerMenu kinds={timeline.kinds} />
        <BookmarksMenu session={session} />
      </PlaybackControls>
    </section>
  );
});
