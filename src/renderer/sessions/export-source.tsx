import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ExportFormat, ExportProgress, SessionSelection } from '#shared/domain/session.ts';
import { host, hostNow } from '../link/host.ts';
import { runTask, type Work } from '../share/task.tsx';
import { useSource } from '../state/source.ts';
import { openSession } from './session-actions.tsx';

/** What is exported. */
export interface ExportRequest {
  /** The id of a session or a profile. */
  readonly source: string;
  readonly name: string;
  readonly format: ExportFormat;
  readonly selection: SessionSelection;
}

type Done = Extract<ExportProgress, { kind: 'done' }>;

/** Writes a part of a source into a file, with its progress in a corner, and says where it is. */
export async function exportSource(request: ExportRequest): Promise<void> {
  const done = await runTask(`Exporting ${request.name.slice(0, 60)}`, workOf(request));
  if (!done) return;
  if (done.download !== null) downloadFrom(done.download);
  const { session } = done;
  notifications.show({
    title: 'Exported',
    message: (
      <Group wrap="nowrap" justify="space-between" gap={8}>
        <Text style={{ overflowWrap: 'anywhere' }}>{done.sentence}</Text>
        {session !== null && (
          <Button size="compact-xs" variant="light" flex="none" onClick={() => openSession(session)}>
            Open
          </Button>
        )}
      </Group>
    ),
    autoClose: 20_000,
    withBorder: true,
  });
}

function workOf({ source, ...request }: ExportRequest): Work<Done> {
  return async (progress, signal) => {
    // Only what this page has open can be read from, and another session than the one that is shown is not.
    await hostNow.sources.open({ profile: source });
    try {
      const steps = await hostNow.sessions.export({ source, ...request }, { signal });
      for await (const step of steps) {
        signal.throwIfAborted();
        if (step.kind === 'failed') throw new Error(step.sentence);
        if (step.kind === 'done') return step;
        progress(step.total > 0 ? Math.min(1, step.rows / step.total) : 0);
      }
      throw new Error('The host ended the export before it was done.');
    } finally {
      if (useSource.getState().profile !== source) host.sources.close({ profile: source }).catch(() => {});
    }
  };
}

/** The host says by a header that it is a file: the page stays. */
function downloadFrom(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
