import type { LoopMode } from '#shared/run/playback.ts';
import { shownRange, zoomWindow } from '#shared/run/timeline-window.ts';
import { type CommandActions, useCommands } from '../commands/registry.ts';
import type { TimelineSubject } from '../timeline/subject.ts';

const NEXT_LOOP: Readonly<Record<LoopMode, LoopMode>> = { off: 'all', all: 'range', range: 'off' };
/** A key zooms the timeline by this. */
const ZOOM = 2;

/**
 * Offers everything that moves a playhead, of one run or of several on one clock.
 * @param follows false where there is no newest to stay at
 */
export function usePlaybackCommands(
  { player, window: shown }: TimelineSubject,
  others: CommandActions = {},
  follows = true,
): void {
  const step = (by: number) => () => player.command({ do: 'step', by });
  const zoom = (factor: number) => () => {
    const { end, leastWindow } = player.axis;
    shown.setState(zoomWindow(shown.getState(), end, factor, player.playback.position, leastWindow), true);
  };
  const range = (side: 'from' | 'to') => () => {
    const { playback, axis } = player;
    const present = playback.range ?? shownRange(null, axis.end);
    player.command({ do: 'range', range: { ...present, [side]: playback.position } });
  };
  useCommands({
    'play-pause': () => player.command({ do: 'toggle' }),
    'step-back': step(-1),
    'step-on': step(1),
    'ten-back': step(-10),
    'ten-on': step(10),
    'event-back': () => player.command({ do: 'event', direction: -1 }),
    'event-on': () => player.command({ do: 'event', direction: 1 }),
    start: () => player.command({ do: 'start' }),
    end: () => player.command({ do: 'end' }),
    ...(follows ? { live: () => player.command({ do: 'follow', follow: !player.playback.follow }) } : {}),
    slower: () => player.command({ do: 'slower' }),
    faster: () => player.command({ do: 'faster' }),
    reverse: () => player.command({ do: 'reverse' }),
    loop: () => player.command({ do: 'loop', loop: NEXT_LOOP[player.playback.loop] }),
    'range-from': range('from'),
    'range-to': range('to'),
    'timeline-nearer': zoom(1 / ZOOM),
    'timeline-farther': zoom(ZOOM),
    'timeline-all': () => shown.setState(null, true),
    ...others,
  });
}
