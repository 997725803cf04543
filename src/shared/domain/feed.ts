import type { SecretKind } from './profile.ts';

/**
 * How the feed is doing. `none`: no profile is connected. `probing`: connected, and finding out whether notices come
 * through. `catching-up`: reading what was missed. `failed`: only a person can mend it. `recorded`: the source is a session.
 */
export type FeedStateName =
  | 'none'
  | 'connecting'
  | 'probing'
  | 'catching-up'
  | 'live'
  | 'polling'
  | 'reconnecting'
  | 'failed'
  | 'recorded';

/** Why notices cannot be relied on; the feed polls then. */
export type Obstacle = 'standby' | 'pooler' | 'swallowed' | 'no-triggers' | 'triggers-disabled';

/** The feed's present state, as every viewer and `/healthz` gets it. */
export interface FeedStatus {
  readonly state: FeedStateName;
  /** Why, as a sentence for a person; never contains a secret. */
  readonly reason: string;
  /** When this state began, milliseconds since 1970 by the host's clock. */
  readonly since: number;
  /** Which database, without credentials: `oriole on db.example:5432`. */
  readonly database: string;
  /** Which attempt the next one is, and when (host's clock); only while reconnecting. */
  readonly attempt: number | null;
  readonly nextAttemptAt: number | null;
  /** From the last notice to its rows in the host, milliseconds; null until one arrived. */
  readonly noticeMs: number | null;
  /** Actions that have come through since the host started. */
  readonly actions: number;
  /** Notices that arrived since the host started, and those among them that none of the known triggers sends. */
  readonly notices: number;
  readonly strangeNotices: number;
  /** Why it polls; null while nothing stands in the way. */
  readonly obstacle: Obstacle | null;
  /** What a person is asked for, without which it cannot go on; null where nothing is missing. */
  readonly wants: SecretKind | 'host-key' | null;
  /** The key that an SSH server showed, while it is asked whether it is the right one. */
  readonly hostKey: OfferedHostKey | null;
  /** How often the table is read while polling, milliseconds. */
  readonly pollMs: number;
  /** What the connected schema lacks, as sentences; optional columns that are absent switch their feature off. */
  readonly missing: readonly string[];
}

/** The key of an SSH server that is not known yet. */
export interface OfferedHostKey {
  readonly host: string;
  readonly port: number;
  readonly keyType: string;
  /** As OpenSSH writes it: `SHA256:…`. */
  readonly fingerprint: string;
}

/** One change of the feed's state, or a remark on it, for the history that the viewer shows. */
export interface FeedEvent {
  /** Host's clock, milliseconds since 1970. */
  readonly at: number;
  readonly state: FeedStateName;
  readonly reason: string;
  /** How often it happened in a row, for attempts that failed alike; the last time at `until`. */
  readonly times: number;
  readonly until: number;
}
