import { useComputedColorScheme } from '@mantine/core';
import { AXIS_KINDS } from '#shared/run/axis.ts';
import { PlaybackControls } from '../playback/PlaybackControls.tsx';
import { usePlaybackCommands } from '../playback/use-playback-commands.ts';
import { copyLink } from '../share/copy-link.tsx';
import { MarkerMenu } from '../timeline/MarkerMenu.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { compareFiles } from './compare-files.ts';
import type { CompareSession } from './compare-session.ts';
import type { CompareTimeline } from './compare-timeline.ts';
import { presentComparison } from './use-compare-address.ts';
import { useCompareView } from './use-compare-view.ts';

interface PlaybackProps {
  readonly session: CompareSession;
  readonly timeline: CompareTimeline;
  readonly labels: readonly string[];
}

/** The one playhead of several runs. */
export function ComparePlayback({ session, timeline, labels }: PlaybackProps) {
  const { playback, open, lanes } = useCompareView(session);
  const scheme = useComputedColorScheme('light');
  usePlaybackCommands(timeline, {
    axis: () => {
      const { kind } = session.player.playback.axis;
      const next = AXIS_KINDS[(AXIS_KINDS.indexOf(kind) + 1) % AXIS_KINDS.length] ?? 'step';
      session.command({ do: 'axis', axis: { kind: next, longestPauseMs: null } });
    },
    ...compareFiles(session, labels, scheme),
    'copy-link': () => void copyLink({ ...presentComparison(session), at: session.player.playback.position }),
  });
  const reading = lanes.filter(({ caughtUp }) => !caughtUp).length;
  return (
    <section className="run-playback compare-playback" aria-label="Playhead">
      <div className="step-label figures">
        <strong data-testid="compare-position">{timeline.describe(playback.position)}</strong>
        {reading > 0 && <span className="quiet">reading {reading === 1 ? 'one run' : `${reading} runs`}</span>}
      </div>
      <Timeline
        subject={timeline}
        label="Position"
        preview={(position) => <span className="figures">{timeline.describe(position)}</span>}
      />
      <PlaybackControls
        player={session.player}
        playback={playback}
        axes={AXIS_KINDS}
        atFirst={playback.position <= 0}
        atLast={playback.position >= session.player.axis.end}
        open={open}
      >
        <MarkerMenu kinds={timeline.kinds} />
      </PlaybackControls>
    </section>
  );
}
