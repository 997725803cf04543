import { Button, Group, Progress, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Work that takes long: told how far it is (0 … 1), and to stop by its signal. */
export type Work<Result> = (progress: (share: number) => void, signal: AbortSignal) => Promise<Result>;

/** Progress is told at most this often, milliseconds. */
const TOLD_MS = 100;

let tasks = 0;

/**
 * Does something that takes long, with its progress in a corner and a way to cancel it.
 * @returns its result; null when it was cancelled or failed, which a person has been told by then
 */
export async function runTask<Result>(title: string, work: Work<Result>): Promise<Result | null> {
  const id = `task-${++tasks}`;
  const stopping = new AbortController();
  let told = Number.NEGATIVE_INFINITY;
  const show = (share: number) => {
    told = performance.now();
    const message = <TaskProgress share={share} onCancel={() => stopping.abort()} />;
    const shown = { id, title, message, autoClose: false, withCloseButton: false } as const;
    if (share === 0) notifications.show(shown);
    else notifications.update(shown);
  };
  show(0);
  try {
    return await work((share) => {
      if (share > 0 && performance.now() - told >= TOLD_MS) show(share);
    }, stopping.signal);
  } catch (error) {
    const wasCancelled = stopping.signal.aborted;
    const reason = error instanceof Error ? error.message : 'Something went wrong.';
    notifications.show({
      title: wasCancelled ? `${title}: cancelled` : `${title}: failed`,
      message: wasCancelled ? 'Nothing was saved.' : reason,
      color: wasCancelled ? 'gray' : 'orange',
      autoClose: wasCancelled ? 3_000 : false,
    });
    return null;
  } finally {
    notifications.hide(id);
  }
}

function TaskProgress({ share, onCancel }: { readonly share: number; readonly onCancel: () => void }) {
  const percent = Math.round(share * 100);
  return (
    <Group gap="xs" wrap="nowrap" align="center">
      <Progress value={percent} flex={1} aria-label="Progress" />
      <Text fz="xs" className="figures">
        {percent} %
      </Text>
      <Button size="compact-xs" variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
  );
}

/** Lets the page draw and answer before the work goes on. Throws when the work was cancelled. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => window.setTimeout(resolve));
  signal.throwIfAborted();
}
