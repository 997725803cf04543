import { Alert, Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { hostNow } from '../link/host.ts';
import { useProfiles } from '../state/profiles.ts';

/** What is wrong with the file that holds the profiles, and the way to the last good one. */
export function StoreProblem() {
  const problem = useProfiles(({ reading }) => reading?.problem ?? null);
  const canRestore = useProfiles(({ reading }) => reading?.canRestore ?? false);
  if (problem === null) return null;
  const settle = async (take: boolean): Promise<void> => {
    const outcome = await hostNow.profiles.settleFile({ take }).catch(() => null);
    if (outcome?.done) return;
    const message = outcome?.sentence ?? 'The host cannot be reached right now. Try again.';
    notifications.show({ title: 'Not done', message, color: 'orange', withBorder: true });
  };
  return (
    <Alert color="orange" className="store-problem" role="alert" data-testid="store-problem">
      {problem}
      <Group gap={8} mt={8}>
        {canRestore && (
          <Button size="xs" onClick={() => void settle(true)}>
            Take the last good copy
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => void settle(false)}>
          {canRestore ? 'Go on without' : 'Understood'}
        </Button>
      </Group>
    </Alert>
  );
}
