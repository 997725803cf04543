import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { host } from '../link/host.ts';
import { useProfiles } from '../state/profiles.ts';

/** What is wrong with the file that holds the profiles, and the way to the last good one. */
export function StoreProblem() {
  const problem = useProfiles(({ reading }) => reading?.problem ?? null);
  const canRestore = useProfiles(({ reading }) => reading?.canRestore ?? false);
  if (problem === null) return null;
  const restore = async (): Promise<void> => {
    const outcome = await host.profiles.restoreFile().catch(() => null);
    if (outcome?.done) return;
    const message = outcome?.sentence ?? 'The host cannot be reached right now. Try again.';
    notifications.show({ title: 'Not done', message, color: 'orange', withBorder: true });
  };
  return (
    <Alert color="orange" className="store-problem" role="alert" data-testid="store-problem">
      {problem}
      {canRestore && (
        <Button mt={8} size="xs" variant="light" color="orange" onClick={() => void restore()}>
          Take the last good copy
        </Button>
      )}
    </Alert>
  );
}
