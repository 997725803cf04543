import type { SessionEntry } from '#shared/domain/session.ts';

/** A column of the library, by which it can be sorted. */
export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** Figures stand at the right. */
  readonly isFigure: boolean;
  /** Ascending. What has no value is put last in either direction: null. */
  readonly valueOf: (entry: SessionEntry) => number | string | null;
}

export type ColumnId =
  | 'name'
  | 'profile'
  | 'startedAt'
  | 'length'
  | 'experiments'
  | 'models'
  | 'actions'
  | 'bytes'
  | 'openedAt';

/** In the order in which they are shown. The last one is sorted by only: *Recent* does it. */
export const COLUMNS: readonly Column[] = [
  { id: 'name', title: 'Name', isFigure: false, valueOf: ({ name }) => name },
  { id: 'profile', title: 'Profile', isFigure: false, valueOf: originOf },
  { id: 'startedAt', title: 'Date', isFigure: false, valueOf: ({ startedAt, modifiedAt }) => startedAt ?? modifiedAt },
  { id: 'length', title: 'Length', isFigure: true, valueOf: lengthOf },
  { id: 'experiments', title: 'Runs', isFigure: true, valueOf: ({ experiments }) => experiments },
  { id: 'models', title: 'Models', isFigure: false, valueOf: ({ models }) => models[0] ?? null },
  { id: 'actions', title: 'Actions', isFigure: true, valueOf: ({ actions }) => actions },
  { id: 'bytes', title: 'Size', isFigure: true, valueOf: ({ bytes }) => bytes },
  { id: 'openedAt', title: 'Opened', isFigure: false, valueOf: ({ openedAt }) => openedAt },
];

/** What was recorded: the profile's name, or the database where there was no profile. */
export function originOf({ profile, database }: SessionEntry): string | null {
  return profile ?? database;
}

/** How long it goes, milliseconds; null where that is not known. */
export function lengthOf({ startedAt, endedAt }: SessionEntry): number | null {
  return startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt);
}
