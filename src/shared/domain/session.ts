import { z } from 'zod';

/** Ids of sessions as sources begin with this: an id says by itself that it is no profile's. */
export const SESSION_PREFIX = 'session:';

/** True for the id of a session, false for that of a profile. */
export function isSessionId(id: string): boolean {
  return id.startsWith(SESSION_PREFIX);
}

/**
 * What a file of the library is. `recording`: a program is writing it at this moment. `closing`: it is being packed.
 * `unfinished`: the program that wrote it was killed. `damaged`: only a part of it can be read. `newer`: of a version
 * that came after this program. `foreign`: no session at all.
 */
export type SessionState = 'closed' | 'recording' | 'closing' | 'unfinished' | 'damaged' | 'newer' | 'foreign';

/** A maze with the cells that were visited, small: `cells[y * width + x]`, values of {@link THUMBNAIL_CELL}. */
export interface SessionThumbnail {
  readonly width: number;
  readonly height: number;
  readonly cells: Uint8Array;
}

export const THUMBNAIL_CELL = { empty: 0, wall: 1, goal: 2, unknown: 3, visited: 4, last: 5 } as const;

/** A session as the library lists it. Times are milliseconds since 1970. */
export interface SessionEntry {
  /** What it is opened by, as a source: `session:…`. */
  readonly id: string;
  readonly file: string;
  readonly folder: string;
  readonly state: SessionState;
  readonly name: string;
  readonly tags: readonly string[];
  readonly notes: string;
  /** Name of the profile that was recorded; null where it was made from a database without one. */
  readonly profile: string | null;
  /** Database and host, where the recording keeps them. */
  readonly database: string | null;
  /** By the server's clock. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly experiments: number;
  readonly actions: number;
  /** The models, most used first; at most ten. */
  readonly models: readonly string[];
  readonly bytes: number;
  readonly modifiedAt: number;
  /** False where prompts, reasoning and answers were left out. */
  readonly hasTexts: boolean;
  readonly bookmarks: number;
  readonly thumbnail: SessionThumbnail | null;
  /** Why the recording ended, or what is wrong with the file, as sentences. */
  readonly remarks: readonly string[];
  /** When it was last opened here; null: never. */
  readonly openedAt: number | null;
}

/** A folder that the library looks into. */
export interface SessionFolder {
  readonly path: string;
  /** The one that recordings go to, unless told. */
  readonly isOwn: boolean;
  /** Why it cannot be read now; null where it can. */
  readonly problem: string | null;
}

/** The library, as viewers read it. */
export interface SessionsReading {
  readonly revision: string;
  readonly entries: readonly SessionEntry[];
  readonly folders: readonly SessionFolder[];
  /** How many files have been looked at, while it is still looking. */
  readonly loading: { readonly read: number; readonly total: number } | null;
}

/** A place in a session that somebody has marked. */
export const sessionBookmarkSchema = z.object({
  /** The run; null: a moment of the whole session. */
  experimentId: z.number().int().nullable(),
  /** The action's id; null where a moment is marked. */
  actionId: z.number().int().nullable(),
  step: z.number().int().nullable(),
  /** Milliseconds since 1970 by the server's clock. */
  at: z.number().nullable(),
  text: z.string().max(10_000),
});
export type SessionBookmark = z.infer<typeof sessionBookmarkSchema>;

/** What a recording takes. */
export const recordingChoiceSchema = z.object({
  /** null: the whole feed. */
  experiments: z.array(z.number().int().nonnegative()).min(1).max(10_000).nullable().default(null),
  /** With the past of the experiments that are running (all of it of those that were chosen). */
  past: z.boolean().default(false),
  /** False leaves prompts, reasoning and answers out. */
  texts: z.boolean().default(true),
  /** Whether the file says on which host the database is. */
  hostName: z.boolean().default(true),
  name: z.string().max(200).nullable().default(null),
});
export type RecordingChoice = z.infer<typeof recordingChoiceSchema>;

/** A recording that goes on, or has ended a moment ago. */
export interface RecordingStatus {
  readonly id: string;
  /** The session that it becomes. */
  readonly session: string;
  /** The profile that is recorded. */
  readonly source: string;
  readonly name: string;
  readonly state: 'waiting' | 'recording' | 'closing' | 'ended' | 'failed';
  /** Host's clock, milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly actions: number;
  readonly experiments: number;
  readonly bytes: number;
  /** Left on the disk; null where that cannot be told. */
  readonly freeBytes: number | null;
  /** How much of the past has been read, or of the file been packed, 0 to 1; null while neither is done. */
  readonly progress: number | null;
  /** What is happening or why it ended, as a sentence; null where there is nothing to say. */
  readonly sentence: string | null;
  readonly isAutomatic: boolean;
}

/** When a profile is recorded without being told. */
export const automaticRecordingSchema = z.object({
  profile: z.string().min(1).max(64),
  /** `always`: whenever it is watched. `comment`: the experiments whose batch comment contains a text. */
  when: z.enum(['always', 'comment']),
  comment: z.string().max(1_000).default(''),
  texts: z.boolean().default(true),
  /** Older automatic recordings of the profile go when all of them are larger than this, bytes; null: never. */
  mostBytes: z.number().positive().nullable().default(null),
  /** Days after which they go; null: never. */
  mostDays: z.number().positive().max(36_500).nullable().default(null),
});
export type AutomaticRecording = z.infer<typeof automaticRecordingSchema>;

/** The recordings, as viewers read them. */
export interface RecordingsReading {
  readonly revision: string;
  readonly recordings: readonly RecordingStatus[];
  readonly automatic: readonly AutomaticRecording[];
}

export const EXPORT_FORMATS = ['session', 'csv', 'parquet', 'jsonl', 'mcap'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Which part of a source is taken. */
export const sessionSelectionSchema = z.object({
  /** null: all of them. */
  experiments: z.array(z.number().int().nonnegative()).min(1).max(50_000).nullable().default(null),
  /** Actions from this moment on, and up to that one, milliseconds since 1970 by the server's clock. */
  from: z.number().nullable().default(null),
  to: z.number().nullable().default(null),
  texts: z.boolean().default(true),
});
export type SessionSelection = z.infer<typeof sessionSelectionSchema>;

/** How an export is going. */
export type ExportProgress =
  | { readonly kind: 'progress'; readonly rows: number; readonly total: number }
  /**
   * @property session the new session, where it is one
   * @property download where a browser gets the file; null where it was saved on this machine
   */
  | {
      readonly kind: 'done';
      readonly sentence: string;
      readonly session: string | null;
      readonly download: string | null;
    }
  | { readonly kind: 'failed'; readonly sentence: string };
