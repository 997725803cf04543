import type { StorageError } from '#core/files/storage-error.ts';
import type { LostFile } from './document.ts';
import type { LastGoodCopy } from './last-good.ts';

// What a person reads about the file of profiles.

/** The file was lost, and another one has begun in its place. */
export function lost(path: string, file: LostFile, copy: LastGoodCopy | null): string {
  const offer =
    copy === null
      ? ''
      : ` A copy with ${countOf(copy.profiles)} from ${copy.savedAt.toLocaleString()} can be restored.`;
  return `${whatBecame(path, file)}${offer}`;
}

/** The file was lost while this program had it open, and what it knew was saved again. */
export function writtenAnew(path: string, file: LostFile): string {
  return `${whatBecame(path, file)} The profiles that were open were saved anew.`;
}

/** A version of this program that came later has written it. */
export function newer(path: string): string {
  return `${path} was written by a newer Oriole Monitor. Its profiles can be used, but not changed. Update this program to change them.`;
}

/** It cannot be used at this moment, and was left as it is. */
export function unusable(path: string, why: string): string {
  return `${path} cannot be used, because ${why}. It was left as it is. What is shown is from before.`;
}

/** The folder cannot be written to. */
export function cannotSave({ message }: StorageError): string {
  return `Changes of the profiles cannot be saved here. ${message}`;
}

function whatBecame(path: string, { why, setAsideAs }: LostFile): string {
  return setAsideAs === null
    ? `${path} was not there any more.`
    : `${path} could not be used, because ${why}. It was set aside as ${setAsideAs}.`;
}

function countOf(profiles: number): string {
  return profiles === 1 ? '1 profile' : `${profiles} profiles`;
}
