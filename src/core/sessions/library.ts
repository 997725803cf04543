import type { Outcome, SaveOutcome } from '#shared/contract.ts';
import type { SessionBookmark, SessionsReading } from '#shared/domain/session.ts';

const NOT_YET = { done: false, sentence: 'Sessions are not there yet.' };

export class Library {
  async read(_after: string | null, _waitMs: number, _signal: AbortSignal | undefined): Promise<SessionsReading> {
    return { revision: '0', entries: [], folders: [], loading: null };
  }
  async add(_path: string | null): Promise<SaveOutcome> {
    return { ...NOT_YET, id: null };
  }
  async change(_id: string, _change: object): Promise<Outcome> {
    return NOT_YET;
  }
  async remove(_id: string): Promise<Outcome> {
    return NOT_YET;
  }
  async restore(_id: string): Promise<Outcome> {
    return NOT_YET;
  }
  async reveal(_id: string): Promise<Outcome> {
    return NOT_YET;
  }
  async addFolder(_path: string | null): Promise<Outcome> {
    return NOT_YET;
  }
  async removeFolder(_path: string): Promise<Outcome> {
    return NOT_YET;
  }
  async bookmarks(_id: string): Promise<readonly SessionBookmark[]> {
    return [];
  }
  async setBookmarks(_id: string, _bookmarks: readonly SessionBookmark[]): Promise<Outcome> {
    return NOT_YET;
  }
}
