import type { SessionEntry } from '#shared/domain/session.ts';
import { COLUMNS, type ColumnId, originOf } from './columns.ts';

/** The order of the library. */
export interface Order {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

/** Which sessions are listed, and in which order. */
export interface Finding extends Order {
  /** Words, each of which has to stand in the name, a tag, the notes, a model, the profile or the file's path. */
  readonly search: string;
  /** Only those that were opened here. */
  readonly isRecent: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The sessions that are meant, in their order. */
export function findSessions(entries: readonly SessionEntry[], finding: Finding): readonly SessionEntry[] {
  const words = finding.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(
    (entry) => (!finding.isRecent || entry.openedAt !== null) && (words.length === 0 || hasAll(entry, words)),
  );
  return found.sort(orderOf(finding));
}

function hasAll(entry: SessionEntry, words: readonly string[]): boolean {
  const { name, notes, tags, models, file, folder, database } = entry;
  const text = [name, originOf(entry), database, folder, file, notes, ...tags, ...models].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

function orderOf({ column, isDescending }: Order): (a: SessionEntry, b: SessionEntry) => number {
  const value = COLUMNS.find(({ id }) => id === column)?.valueOf ?? (() => null);
  const sign = isDescending ? -1 : 1;
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byId(a, b);
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return sign * order || byId(a, b);
  };
}

/** So that what is alike does not change places. */
function byId(a: SessionEntry, b: SessionEntry): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** The order after a click on a column's head: the other way round, or by that column, figures and dates from the top. */
export function orderAfter(column: ColumnId, present: Order): Order {
  if (present.column === column) return { column, isDescending: !present.isDescending };
  return { column, isDescending: column !== 'name' && column !== 'profile' && column !== 'models' };
}
