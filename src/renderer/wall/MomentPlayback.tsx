import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { PlaybackControls } from '../playback/PlaybackControls.tsx';
import { usePlaybackCommands } from '../playback/use-playback-commands.ts';
import { copyLink } from '../share/copy-link.tsx';
import { useServerClock } from '../state/clock.ts';
import { MarkerMenu } from '../timeline/MarkerMenu.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { formatAge } from '../words.ts';
import { MomentPreview } from './MomentPreview.tsx';
import { type MomentSession, USUAL_PAUSE_MS } from './moment-session.ts';
import { MomentTimeline } from './moment-timeline.ts';
import { formatMoment } from './moment-words.ts';
import { useMomentAddress, useMomentView } from './use-moment.ts';
import '../run/run.css';

const AXES = ['time'] as const;

interface PlaybackProps {
  readonly session: MomentSession;
}

/** The one playhead of all experiments: their timeline, and what moves it. */
export function MomentPlayback({ session }: PlaybackProps) {
  const { playback } = useMomentView(session);
  const timeline = useMemo(() => new MomentTimeline(session), [session]);
  useMomentAddress(session);
  usePlaybackCommands(
    timeline,
    {
      axis: () => {
        const { longestPauseMs } = session.player.playback.axis;
        const next = longestPauseMs === null ? USUAL_PAUSE_MS : null;
        session.command({ do: 'axis', axis: { kind: 'time', longestPauseMs: next } });
      },
      // To this moment, also from the Wall as it is now.
      'copy-link': () => void copyLink({ page: 'wall', at: Math.max(0, Math.floor(session.moment)) }),
    },
    session.isOpen,
  );
  return (
    <section className="run-playback wall-playback" aria-label="Playhead">
      <MomentLabel session={session} />
      <Timeline
        subject={timeline}
        label="Moment"
        preview={(position) => <MomentPreview session={session} moment={session.momentAt(position)} />}
      />
      <PlaybackControls
        player={session.player}
        playback={playback}
        axes={AXES}
        atFirst={playback.position <= 0}
        atLast={playback.position >= session.player.axis.end}
        open={session.isOpen}
        follows={session.isOpen}
      >
        <MarkerMenu kinds={timeline.kinds} />
      </PlaybackControls>
    </section>
  );
}

/** Which moment is shown, and how it stands with the playhead. */
function MomentLabel({ session }: PlaybackProps) {
  const { playback, moment, isLive } = useMomentView(session);
  const outage = isLive ? null : session.timetable.outageAt(moment);
  return (
    <div className="step-label figures">
      {isLive ? (
        <strong>Now</strong>
      ) : (
        <strong>
          <time data-testid="moment" data-at={Math.floor(moment)} dateTime={new Date(moment).toISOString()}>
            {formatMoment(moment)}
          </time>
        </strong>
      )}
      {!isLive && session.isOpen && <Age moment={moment} />}
      {outage && <span className="cut moment-outage">Feed gap: {outage.reason}</span>}
      {!session.isOpen && playback.position === 0 && !playback.playing && (
        <Text span className="quiet" fz="inherit">
          This is where the recording begins. Space plays it.
        </Text>
      )}
    </div>
  );
}

function Age({ moment }: { readonly moment: number }) {
  const now = useServerClock();
  return <span className="quiet">{formatAge(Math.max(0, now - moment))}</span>;
}
