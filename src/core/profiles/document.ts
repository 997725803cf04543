import { isDeepStrictEqual } from 'node:util';
import { type Document, isDocument } from '#core/files/json-file.ts';
import { type Profile, profileSchema } from '#shared/domain/profile.ts';

// What profiles.json says, as values: { schemaVersion, profiles: [{ profile, lastUsedAt }], lastProfileId, … }. What is
// not understood stays where it is: keys of a version between, and profiles that a person has broken by hand.

/** The `schemaVersion` that is written. */
export const SCHEMA_VERSION = 1;
/** Where the list is. */
export const LIST = 'profiles';
/** Says what became of the file before this one, for as long as its last good copy is on offer. */
const SUCCEEDS = 'succeeds';

/** How much of a name is quoted in a sentence. */
const QUOTED = 60;

/** A profile and when it was last connected to. */
export interface StoredProfile {
  readonly profile: Profile;
  readonly lastUsedAt: Date | null;
}

/** One that was removed, with what is needed to put it back. */
export interface RemovedProfile {
  readonly id: string;
  readonly entry: Document;
  readonly index: number;
  readonly wasLast: boolean;
}

/** A file that was lost, in whose place another one began. */
export interface LostFile {
  readonly why: string;
  /** What it is called now; null where it was not there at all. */
  readonly setAsideAs: string | null;
}

/** What can be used of a document, and sentences about what cannot. */
export interface Contents {
  readonly profiles: readonly StoredProfile[];
  readonly lastProfileId: string | null;
  readonly succeeds: LostFile | null;
  readonly problems: readonly string[];
}

/** A document without profiles. */
export function emptyDocument(): Document {
  return { schemaVersion: SCHEMA_VERSION, [LIST]: [], lastProfileId: null };
}

/** Reads what can be used. */
export function readContents(document: Document): Contents {
  const profiles = new Map<string, StoredProfile>();
  const problems: string[] = [];
  for (const [index, entry] of entriesOf(document).entries()) {
    const read = profileSchema.safeParse(isDocument(entry) ? entry['profile'] : null);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where =
        issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
      problems.push(
        `${called(entry, index)} cannot be used${where}. It stays in the file as it is, to be corrected there.`,
      );
    } else if (profiles.has(read.data.id)) {
      problems.push(
        `${called(entry, index)} has the id of another one and is not shown. It stays in the file as it is.`,
      );
    } else {
      profiles.set(read.data.id, { profile: read.data, lastUsedAt: readDate(entry) });
    }
  }
  const last = document['lastProfileId'];
  return {
    profiles: [...profiles.values()],
    lastProfileId: typeof last === 'string' ? last : null,
    succeeds: readLost(document[SUCCEEDS]),
    problems,
  };
}

/** With profiles put in, each in the place of the one with its id, or at the end. Every entry is looked at once. */
export function withProfiles(document: Document, profiles: readonly Profile[]): Document {
  const entries = [...entriesOf(document)];
  const places = new Map<string | null, number>();
  for (const [index, entry] of entries.entries()) {
    const id = usableId(entry);
    if (!places.has(id)) places.set(id, index);
  }
  for (const profile of profiles) {
    const index = places.get(profile.id) ?? entries.length;
    const former = entries[index];
    entries[index] = { lastUsedAt: null, ...(isDocument(former) ? former : {}), profile };
    places.set(profile.id, index);
  }
  return withEntries(document, entries);
}

/** Without a profile, and what it takes to put it back; null where there is none. */
export function withoutProfile(document: Document, id: string): { rest: Document; removed: RemovedProfile } | null {
  const entries = entriesOf(document);
  const index = indexOf(entries, id);
  const entry = entries[index];
  if (!isDocument(entry)) return null;
  const wasLast = document['lastProfileId'] === id;
  const rest = withEntries(document, entries.toSpliced(index, 1));
  return { rest: wasLast ? { ...rest, lastProfileId: null } : rest, removed: { id, entry, index, wasLast } };
}

/** With a removed profile in its old place, unless its id has come back meanwhile. */
export function withRestored(document: Document, { id, entry, index, wasLast }: RemovedProfile): Document {
  const entries = entriesOf(document);
  if (indexOf(entries, id) >= 0) return document;
  const restored = withEntries(document, entries.toSpliced(index, 0, entry));
  return wasLast && document['lastProfileId'] === null ? { ...restored, lastProfileId: id } : restored;
}

/** With a use noted. The id may be one that is not in the list: the demo needs no entry to have been the last. */
export function withUse(document: Document, id: string, at: Date): Document {
  const entries = entriesOf(document);
  const index = indexOf(entries, id);
  const entry = entries[index];
  const used = isDocument(entry) ? entries.with(index, { ...entry, lastUsedAt: at.toISOString() }) : entries;
  return { ...withEntries(document, used), lastProfileId: id };
}

/** With all of another document that is not here yet; what is here stays. */
export function withAllOf(document: Document, other: Document): Document {
  const entries = entriesOf(document);
  const ids = new Set(entries.map(usableId).filter((id) => id !== null));
  const missing = entriesOf(other).filter((entry) => {
    const id = usableId(entry);
    return id === null ? !entries.some((one) => isDeepStrictEqual(one, entry)) : !ids.has(id);
  });
  return {
    ...other,
    ...document,
    [LIST]: [...entries, ...missing],
    lastProfileId: document['lastProfileId'] ?? other['lastProfileId'] ?? null,
  };
}

/** Marked as what came in the place of a lost file. */
export function asSuccessor(document: Document, lost: LostFile): Document {
  return { ...document, [SUCCEEDS]: lost };
}

/** Without that mark. */
export function withoutMark(document: Document): Document {
  const { [SUCCEEDS]: mark, ...rest } = document;
  return mark === undefined ? document : rest;
}

/** How many entries there are, usable or not. */
export function countEntries(document: Document): number {
  return entriesOf(document).length;
}

function entriesOf(document: Document): readonly unknown[] {
  const list = document[LIST];
  return Array.isArray(list) ? list : [];
}

function withEntries(document: Document, entries: readonly unknown[]): Document {
  return { ...document, [LIST]: entries };
}

/** The first of that id that can be used: one that cannot is not shown, so nobody can have meant it. */
function indexOf(entries: readonly unknown[], id: string): number {
  return entries.findIndex((entry) => usableId(entry) === id);
}

function usableId(entry: unknown): string | null {
  const read = profileSchema.safeParse(isDocument(entry) ? entry['profile'] : null);
  return read.success ? read.data.id : null;
}

function readLost(value: unknown): LostFile | null {
  if (!isDocument(value)) return null;
  const { why, setAsideAs } = value;
  return {
    why: typeof why === 'string' ? why : 'it could not be used',
    setAsideAs: typeof setAsideAs === 'string' ? setAsideAs : null,
  };
}

function readDate(entry: unknown): Date | null {
  const text = isDocument(entry) ? entry['lastUsedAt'] : null;
  const date = new Date(typeof text === 'string' ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** By its name where it has one, else by its place in the file. */
function called(entry: unknown, index: number): string {
  const profile = isDocument(entry) ? entry['profile'] : null;
  const name = isDocument(profile) ? profile['name'] : null;
  if (typeof name !== 'string' || name.trim() === '') return `Profile ${index + 1} of the file`;
  const line = name.replace(/\s+/g, ' ');
  return `The profile "${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}"`;
}
