import { useComputedColorScheme } from '@mantine/core';
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { shownRange } from '#shared/run/timeline-window.ts';
import { useMarkers } from '../state/markers.ts';
import './timeline.css';
import { timelineColours } from './marker-words.ts';
import type { TimelineSubject } from './subject.ts';
import { timelineHeight } from './timeline-canvas.ts';
import { TimelinePainter } from './timeline-painter.ts';
import { useTimelineGestures } from './use-timeline-gestures.ts';

interface TimelineProps {
  readonly subject: TimelineSubject;
  readonly label: string;
  /** What is shown above the pointer. */
  readonly preview?: ((position: number) => ReactNode) | undefined;
}

/** The playhead on its axis, with what happened along it. */
export const Timeline = memo(function Timeline({ subject, label, preview }: TimelineProps) {
  const slider = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const chosen = useMarkers((markers) => markers.shown);
  const shown = useMemo(() => subject.kinds.filter((kind) => chosen.includes(kind)), [subject, chosen]);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    const [element, surface, head] = [slider.current, canvas.current, thumb.current];
    if (!element || !surface || !head) return;
    const painter = new TimelinePainter(subject, element, surface, head, { shown, colours: timelineColours(scheme) });
    return () => painter.end();
  }, [subject, shown, scheme]);

  const pointer = useTimelineGestures(slider, subject);
  const height = timelineHeight(shown);
  return (
    <div className="timeline">
      <div
        ref={slider}
        className="timeline-slider"
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuenow={0}
        data-testid="timeline"
      >
        <canvas ref={canvas} aria-hidden />
        <div ref={thumb} className="timeline-thumb" aria-hidden />
      </div>
      {pointer !== null && preview && (
        <HoverCard x={pointer.x} width={pointer.width}>
          {preview(pointer.position)}
        </HoverCard>
      )}
      <WindowBar subject={subject} />
    </div>
  );
});

const CARD_WIDTH = 200;

function HoverCard({
  x,
  width,
  children,
}: {
  readonly x: number;
  readonly width: number;
  readonly children: ReactNode;
}) {
  const left = Math.max(0, Math.min(width - CARD_WIDTH, x - CARD_WIDTH / 2));
  return (
    <div className="timeline-card" style={{ left, width: CARD_WIDTH }}>
      {children}
    </div>
  );
}

/** Which part of the whole is shown, while it is not all of it; dragging it moves on. */
function WindowBar({ subject }: { readonly subject: TimelineSubject }) {
  const [window, setWindow] = useState(subject.window.getState());
  useEffect(() => {
    setWindow(subject.window.getState());
    return subject.window.subscribe(setWindow);
  }, [subject]);
  const bar = useRef<HTMLDivElement>(null);
  // Its room is kept, so that nothing moves under the pointer that zooms.
  if (window === null) return <div className="timeline-window" />;
  const { end } = subject.player.axis;
  const { from, to } = shownRange(window, end);
  const drag = (event: React.PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1 || !bar.current) return;
    const share = (event.clientX - bar.current.getBoundingClientRect().left) / bar.current.clientWidth;
    const length = to - from;
    subject.window.setState(shownRange({ from: share * end - length / 2, to: share * end + length / 2 }, end), true);
  };
  return (
    <div
      ref={bar}
      className="timeline-window"
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={drag}
    >
      <div style={{ left: `${(from / end) * 100}%`, width: `max(8px, ${((to - from) / end) * 100}%)` }} />
    </div>
  );
}
