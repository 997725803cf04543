import { Alert, Button, Code, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { hostNow } from '../link/host.ts';
import { useFeed } from '../state/feed.ts';
import { closeDialog } from './dialogs.ts';

/** Shows the key of an SSH server that is met for the first time. */
export function HostKeyPrompt({ id }: { readonly id: string }) {
  const hostKey = useFeed(({ reading }) => reading?.status.hostKey ?? null);
  const reason = useFeed(({ reading }) => reading?.status.reason);
  const [problem, setProblem] = useState<string | null>(null);
  const accept = async (fingerprint: string): Promise<void> => {
    const outcome = await hostNow.profiles
      .acceptHostKey({ id, fingerprint })
      .catch(() => ({ done: false, sentence: 'The host cannot be reached right now. Try again.' }));
    if (outcome.done) closeDialog();
    else setProblem(outcome.sentence);
  };
  return (
    <Modal
      opened
      onClose={closeDialog}
      title="An SSH server that is not known yet"
      size={520}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {hostKey ? (
        <div className="profile-fields">
          <Text>{reason} Whoever is in between could show another.</Text>
          <Text size="xs" className="quiet">
            {hostKey.keyType}
          </Text>
          <Code block data-testid="fingerprint">
            {hostKey.fingerprint}
          </Code>
          {problem && (
            <Alert color="orange" role="alert">
              {problem}
            </Alert>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={closeDialog} data-autofocus>
              Do not connect
            </Button>
            <Button onClick={() => void accept(hostKey.fingerprint)}>It is the same: connect</Button>
          </Group>
        </div>
      ) : (
        <Text>The server does not ask any more.</Text>
      )}
    </Modal>
  );
}
