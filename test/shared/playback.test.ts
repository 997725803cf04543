import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StepAxis, TimeAxis } from '#shared/run/axis.ts';
import { toColumns } from '#shared/run/columns.ts';
import {
  AT_NEWEST,
  advancePlayback,
  commandPlayback,
  growPlayback,
  type Playback,
  type PlaybackCommand,
  type Played,
  SPEEDS,
} from '#shared/run/playback.ts';
import { Run } from '#shared/run/run.ts';
import { action } from '../support/actions.ts';

const GRID = { width: 20, height: 4 };

/** A run with an action at each of these moments, milliseconds. */
function runAt(times: readonly (number | null)[]): Run {
  const run = new Run(GRID);
  run.append(toColumns(times.map((at, index) => action({ id: index + 1, step: index + 1, at }))));
  return run;
}

function played(run: Run, isOpen = false, events: readonly number[] = []): Played {
  return {
    isOpen,
    axis: ({ kind, longestPauseMs }) => (kind === 'time' ? new TimeAxis(run, longestPauseMs) : new StepAxis(run)),
    beside: (axis, position, by) => axis.positionOf(Math.max(0, axis.indexAt(position) + by)),
    event: (axis, position, direction) => {
      const from = axis.indexAt(position);
      const next = direction > 0 ? events.find((at) => at > from) : events.findLast((at) => at < from);
      return next === undefined ? null : axis.positionOf(next);
    },
  };
}

const TEN = runAt(Array.from({ length: 10 }, (_, i) => i * 1_000));
const AT_START: Playback = { ...AT_NEWEST, follow: false, speed: 1 };

/** The playback after commands, one after the other. */
function done(first: Playback, of: Played, ...commands: readonly PlaybackCommand[]): Playback {
  return commands.reduce((playback, command) => commandPlayback(playback, command, of), first);
}

describe('commands', () => {
  const of = played(TEN, false, [3, 7]);

  test('step, seek and jump to events, never beyond the run', () => {
    expect(done(AT_START, of, { do: 'step', by: 3 }).position).toBe(3);
    expect(done(AT_START, of, { do: 'step', by: -3 }).position).toBe(0);
    expect(done(AT_START, of, { do: 'step', by: 99 }).position).toBe(9);
    expect(done(AT_START, of, { do: 'seek', index: 4 }).position).toBe(4);
    expect(done(AT_START, of, { do: 'seek-position', position: Number.NaN }).position).toBe(0);
    expect(done(AT_START, of, { do: 'event', direction: 1 }).position).toBe(3);
    expect(done(AT_START, of, { do: 'event', direction: 1 }, { do: 'event', direction: 1 }).position).toBe(7);
    expect(done(AT_START, of, { do: 'end' }, { do: 'event', direction: 1 }).position).toBe(9);
    expect(done(AT_START, of, { do: 'end' }, { do: 'event', direction: -1 }).position).toBe(7);
  });

  test('speeds go from a tenth to a thousand, either way', () => {
    let playback = AT_START;
    for (let i = 0; i < 30; i++) playback = commandPlayback(playback, { do: 'faster' }, of);
    expect(playback.speed).toBe(1_000);
    playback = commandPlayback(playback, { do: 'reverse' }, of);
    for (let i = 0; i < 30; i++) playback = commandPlayback(playback, { do: 'slower' }, of);
    expect(playback.speed).toBe(-SPEEDS[0]);
    expect(done(AT_START, of, { do: 'speed', speed: 5_000 }).speed).toBe(1_000);
    expect(done(AT_START, of, { do: 'speed', speed: Number.NaN }).speed).toBe(AT_NEWEST.speed);
  });

  test('playing from the end of a finished run begins at its start, backwards at its end', () => {
    expect(done(AT_START, of, { do: 'end' }, { do: 'play' })).toMatchObject({ playing: true, position: 0 });
    expect(done(AT_START, of, { do: 'reverse' }, { do: 'play' })).toMatchObject({ playing: true, position: 9 });
  });

  test('another axis shows the same action and the same range', () => {
    const run = runAt([0, 100, 90_000, 90_100]);
    const of = played(run);
    const there = done(AT_START, of, { do: 'seek', index: 2 }, { do: 'range', range: { from: 3, to: 1 } });
    const time = commandPlayback(there, { do: 'axis', axis: { kind: 'time', longestPauseMs: null } }, of);
    expect(time).toMatchObject({ position: 90_000, range: { from: 100, to: 90_100 } });
    const short = commandPlayback(time, { do: 'axis', axis: { kind: 'time', longestPauseMs: 1_000 } }, of);
    expect(short).toMatchObject({ position: 1_100, range: { from: 100, to: 1_200 } });
    const back = commandPlayback(short, { do: 'axis', axis: AT_START.axis }, of);
    expect(back).toMatchObject({ position: 2, range: { from: 1, to: 3 } });
  });
});

describe('playing', () => {
  test('goes a step a second at a speed of 1, and stops at the end', () => {
    const of = played(TEN);
    let playback = done(AT_START, of, { do: 'play' });
    playback = advancePlayback(playback, 2_500, of);
    expect(playback).toMatchObject({ position: 2.5, playing: true });
    expect(of.axis(playback.axis).indexAt(playback.position)).toBe(2);
    expect(advancePlayback(playback, 60_000, of)).toMatchObject({ position: 9, playing: false, follow: false });
  });

  test('follows a run that goes on, once it has caught up with it', () => {
    const run = runAt([0, 1, 2]);
    const of = played(run, true);
    const caughtUp = advancePlayback(done(AT_START, of, { do: 'play' }), 10_000, of);
    expect(caughtUp).toMatchObject({ position: 2, playing: false, follow: true });
    run.append(toColumns([action({ id: 9, step: 9 })]));
    expect(growPlayback(caughtUp, of).position).toBe(3);
    expect(growPlayback({ ...caughtUp, follow: false }, of).position).toBe(2);
    expect(done(caughtUp, of, { do: 'end' }, { do: 'play' })).toMatchObject({ follow: true, playing: false });
  });

  test('a playhead behind a run that shrank stays in it', () => {
    const run = runAt([0, 1, 2]);
    const at = done(AT_START, played(run), { do: 'end' });
    run.clear();
    expect(growPlayback(at, played(run)).position).toBe(0);
  });

  test('stays in its loop, however long a frame was held up, for any loop, speed and time', () => {
    const of = played(TEN);
    const position = fc.double({ min: 0, max: 9, noNaN: true });
    fc.assert(
      fc.property(
        position,
        position,
        position,
        fc.double({ min: 0.1, max: 1_000, noNaN: true }),
        fc.boolean(),
        fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { maxLength: 20 }),
        (a, b, start, size, backwards, frames) => {
          let playback = done(
            AT_START,
            of,
            { do: 'range', range: { from: a, to: b } },
            { do: 'speed', speed: backwards ? -size : size },
            { do: 'seek-position', position: start },
            { do: 'play' },
          );
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          for (const ms of frames) {
            playback = advancePlayback(playback, ms, of);
            expect(playback.position).toBeGreaterThanOrEqual(from);
            // The last step of a loop lasts as long as any other.
            expect(playback.position).toBeLessThanOrEqual(to + 1);
            expect(playback.playing).toBe(true);
          }
        },
      ),
    );
  });

  test('a loop shows its last step as long as the others', () => {
    const of = played(TEN);
    const range = { from: 3, to: 5 };
    let playback = done(AT_START, of, { do: 'range', range }, { do: 'speed', speed: 10 }, { do: 'play' });
    const shown = new Map<number, number>();
    for (let frame = 0; frame < 1_800; frame++) {
      playback = advancePlayback(playback, 1_000 / 60, of);
      const index = of.axis(playback.axis).indexAt(playback.position);
      shown.set(index, (shown.get(index) ?? 0) + 1);
    }
    expect([...shown.keys()].sort()).toEqual([3, 4, 5]);
    for (const frames of shown.values()) expect(Math.abs(frames - 600)).toBeLessThan(20);
  });

  test('an empty run and a run of one step play to nowhere', () => {
    for (const run of [runAt([]), runAt([5])]) {
      const of = played(run);
      const playback = advancePlayback(done(AT_START, of, { do: 'play' }), 10_000, of);
      expect(playback).toMatchObject({ position: 0, playing: false });
    }
  });
});

describe('the time axis', () => {
  const anyTimes = fc.array(fc.option(fc.integer({ min: 0, max: 1_000_000 })), { minLength: 1, maxLength: 60 });

  test('ascends, whatever the clocks say, and finds every action, also those that happened together', () => {
    fc.assert(
      fc.property(anyTimes, fc.option(fc.integer({ min: 1, max: 10_000 })), (times, pause) => {
        const axis = new TimeAxis(runAt(times), pause);
        for (let index = 0; index < times.length; index++) {
          const position = axis.positionOf(index);
          if (index > 0) expect(position).toBeGreaterThan(axis.positionOf(index - 1));
          if (index > 0 && pause !== null) expect(position - axis.positionOf(index - 1)).toBeLessThanOrEqual(pause);
          expect(axis.indexAt(position)).toBe(index);
        }
        expect(axis.indexAt(axis.end)).toBe(times.length - 1);
      }),
    );
  });

  test('is the same for a run that grew as for one that was there, late actions included', () => {
    fc.assert(
      fc.property(anyTimes, fc.array(fc.nat(), { minLength: 1 }), (times, cuts) => {
        const rows = times.map((at, index) => action({ id: index + 1, step: index + 1, at }));
        const run = new Run(GRID);
        const axis = new TimeAxis(run, 500);
        const order = rows.toSorted((a, b) => (cuts[a.id % cuts.length] ?? 0) - (cuts[b.id % cuts.length] ?? 0));
        for (const row of order) {
          run.append(toColumns([row]));
          axis.positionOf(run.length - 1);
        }
        const whole = new TimeAxis(runAt(times), 500);
        expect(rows.map((_, i) => axis.positionOf(i))).toEqual(rows.map((_, i) => whole.positionOf(i)));
      }),
    );
  });
});
