import type { Source } from '#core/sources/source.ts';
import type { ExportFormat, ExportProgress, SessionSelection } from '#shared/domain/session.ts';

/** What is exported, as a viewer asks for it. */
export interface ExportRequest {
  readonly selection: SessionSelection;
  readonly format: ExportFormat;
  readonly name: string;
}

export class Exports {
  async *run(
    _source: Source,
    _request: ExportRequest,
    _signal: AbortSignal | undefined,
  ): AsyncGenerator<ExportProgress> {
    yield { kind: 'failed', sentence: 'Exports are not there yet.' };
  }
}
