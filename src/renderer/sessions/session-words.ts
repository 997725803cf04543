import type { SessionEntry, SessionState } from '#shared/domain/session.ts';

/** A state in a word, where it is not what goes without saying. */
export const STATE_WORDS: Readonly<Record<SessionState, string | null>> = {
  closed: null,
  recording: 'Recording',
  closing: 'Packing',
  unfinished: 'Unfinished',
  damaged: 'Damaged',
  newer: 'Newer',
  foreign: 'No session',
};

/** What a state means, and what to do about it. */
export const STATE_MEANING: Readonly<Record<SessionState, string | null>> = {
  closed: null,
  recording: 'It is being recorded, and can be opened when the recording has ended. The red button ends it.',
  closing: 'Its recording has ended, and its file is being packed. It can be opened in a moment.',
  unfinished:
    'The program that recorded it ended before the file was closed. What was recorded until then is all there. It is closed by itself, and can be opened then.',
  damaged: 'Only a part of the file can be read. Open it to see that part: nothing is written to it.',
  newer: 'A newer version of Oriole Monitor made it. Update this one to open it.',
  foreign: 'The file is no session of Oriole Monitor, and cannot be opened here.',
};

/** Whether there is something in it to look at. */
export function canOpen({ state }: SessionEntry): boolean {
  return state === 'closed' || state === 'damaged';
}

/** Whether it is known what is in it. */
export function isRead({ state }: SessionEntry): boolean {
  return state !== 'newer' && state !== 'foreign';
}

/** Whether its name, tags, notes and bookmarks can be written into the file. */
export function canChange({ state }: SessionEntry): boolean {
  return state === 'closed';
}

/** A name as it is shown: the file's, where there is no other. */
export function nameOf({ name, file }: SessionEntry): string {
  return name || (file.split(/[\\/]/).at(-1) ?? file);
}
