/** How the feed is doing. `none`: no profile is connected. `failed`: only a person can mend it. */
export type FeedStateName = 'none' | 'connecting' | 'live' | 'polling' | 'reconnecting' | 'failed';

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
  /** What the connected schema lacks, as sentences; optional columns that are absent switch their feature off. */
  readonly missing: readonly string[];
}

/** One change of the feed's state, for the history that the viewer shows. */
export interface FeedEvent {
  readonly at: number;
  readonly state: FeedStateName;
  readonly reason: string;
}
