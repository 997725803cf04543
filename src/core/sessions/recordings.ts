import type { Outcome, SaveOutcome } from '#shared/contract.ts';
import type { AutomaticRecording, RecordingChoice, RecordingsReading } from '#shared/domain/session.ts';

const NOT_YET = { done: false, sentence: 'Recordings are not there yet.' };

export class Recordings {
  async read(_after: string | null, _waitMs: number, _signal: AbortSignal | undefined): Promise<RecordingsReading> {
    return { revision: '0', recordings: [], automatic: [] };
  }
  async start(_source: string, _choice: RecordingChoice): Promise<SaveOutcome> {
    return { ...NOT_YET, id: null };
  }
  async stop(_id: string): Promise<Outcome> {
    return NOT_YET;
  }
  async setAutomatic(_automatic: AutomaticRecording): Promise<Outcome> {
    return NOT_YET;
  }
  async clearAutomatic(_profile: string): Promise<Outcome> {
    return NOT_YET;
  }
}
