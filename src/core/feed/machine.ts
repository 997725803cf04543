import type { Problem } from '#core/database/problem.ts';
import type { FeedStateName, FeedStatus, Obstacle, OfferedHostKey } from '#shared/domain/feed.ts';
import { backoffMs } from './backoff.ts';

/** A feed that failed for want of tables looks again by itself; a refused password is never tried again unasked. */
const REVIEW_MS = 30_000;
/** A catch-up of fewer actions is over before it is read. */
const WORTH_SAYING = 5_000;

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  standby: 'this server is a standby, which carries no notices',
  pooler: 'the connection goes through a pooler in transaction mode, which carries no notices',
  swallowed: 'notices do not come back, something between here and the server swallows them',
  'no-triggers': 'triggers are not installed',
  'triggers-disabled': 'the triggers are disabled',
};

/** What happens to a feed. Anything that the present state does not expect leaves it as it is. */
export type FeedSignal =
  /** What goes on before there is a database to connect to. */
  | { readonly type: 'preparing'; readonly sentence: string }
  | { readonly type: 'connect' }
  | { readonly type: 'connected' }
  | { readonly type: 'probed'; readonly obstacle: Obstacle | null }
  | { readonly type: 'progress'; readonly read: number; readonly most: number }
  | { readonly type: 'caught-up' }
  | { readonly type: 'reviewed'; readonly obstacle: Obstacle | null }
  | { readonly type: 'poll-interval'; readonly ms: number }
  /** @property random a number from 0 to 1, for the wait before the next attempt */
  | { readonly type: 'lost'; readonly problem: Problem; readonly random: number };

/** The state of a feed: a plain value, made from the one before by {@link step}. */
export interface FeedMachine {
  readonly state: FeedStateName;
  /** As a sentence for a person. */
  readonly reason: string;
  readonly since: number;
  readonly obstacle: Obstacle | null;
  readonly pollMs: number;
  /** What a person is asked for; only while failed. */
  readonly wants: FeedStatus['wants'];
  readonly hostKey: OfferedHostKey | null;
  /** Attempts in a row that did not get as far as having caught up; the next one is this one. */
  readonly attempt: number;
  /** When the next attempt is due, milliseconds since 1970; null when there is none unasked. */
  readonly nextAttemptAt: number | null;
}

/** A feed that nobody has started. */
export function idleFeed(at: number, pollMs: number): FeedMachine {
  return {
    state: 'none',
    reason: 'No database is connected.',
    since: at,
    obstacle: null,
    pollMs,
    wants: null,
    hostKey: null,
    attempt: 0,
    nextAttemptAt: null,
  };
}

/**
 * The feed's state after a signal. Pure: the same state, signal and time make the same state.
 *
 * connecting → probing → catching-up → live or polling, and between these two as notices come through or not; from
 * everywhere → reconnecting or failed, and from there → connecting. Only {@link FeedSignal} `caught-up` leads to live.
 * @param at milliseconds since 1970
 */
export function step(now: FeedMachine, signal: FeedSignal, at: number): FeedMachine {
  const to = (state: FeedStateName, reason: string, part: Partial<FeedMachine> = {}): FeedMachine => ({
    ...now,
    nextAttemptAt: null,
    wants: null,
    hostKey: null,
    ...part,
    state,
    reason,
    since: state === now.state ? now.since : at,
  });
  const settled = (obstacle: Obstacle | null, pollMs = now.pollMs): FeedMachine =>
    obstacle === null
      ? to('live', 'Live.', { obstacle, pollMs })
      : to('polling', `Polling every ${seconds(pollMs)}: ${OBSTACLES[obstacle]}.`, { obstacle, pollMs });
  const isSettled = now.state === 'live' || now.state === 'polling';

  switch (signal.type) {
    case 'preparing':
      return now.state === 'none' || now.state === 'connecting' ? to('connecting', signal.sentence) : now;
    case 'connect':
      return ['none', 'connecting', 'reconnecting', 'failed'].includes(now.state)
        ? to('connecting', 'Connecting.', { obstacle: null })
        : now;
    case 'connected':
      return now.state === 'connecting' ? to('probing', 'Connected. Finding out whether notices come through.') : now;
    case 'probed':
      return now.state === 'probing' ? to('catching-up', 'Catching up.', { obstacle: signal.obstacle }) : now;
    case 'progress': {
      if (now.state !== 'catching-up' || signal.most < WORTH_SAYING) return now;
      const { read, most } = signal;
      return to('catching-up', `Catching up: ${count(Math.min(read, most))} of ${count(most)} actions.`);
    }
    case 'caught-up':
      // LISTEN has succeeded and a read too: the next loss begins with a short wait again, and no failing read does.
      return now.state === 'catching-up' ? { ...settled(now.obstacle), attempt: 0 } : now;
    case 'reviewed':
      return isSettled && signal.obstacle !== now.obstacle ? settled(signal.obstacle) : now;
    case 'poll-interval':
      return isSettled ? settled(now.obstacle, signal.ms) : { ...now, pollMs: signal.ms };
    case 'lost': {
      const { reason, lasting, review, wants, hostKey } = signal.problem;
      if (lasting) {
        const nextAttemptAt = review ? at + REVIEW_MS : null;
        const shown = hostKey ? describeHostKey(hostKey) : null;
        return to('failed', reason, { obstacle: null, attempt: 0, nextAttemptAt, wants, hostKey: shown });
      }
      const attempt = now.attempt + 1;
      return to('reconnecting', reason, {
        obstacle: null,
        attempt,
        nextAttemptAt: at + backoffMs(attempt, signal.random),
      });
    }
  }
}

/** What is shown of a key; the key itself stays in the host. */
function describeHostKey({ host, port, keyType, fingerprint }: OfferedHostKey): OfferedHostKey {
  return { host, port, keyType, fingerprint };
}

function seconds(ms: number): string {
  return ms === 1_000 ? 'second' : ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
