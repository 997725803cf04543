import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import type { ProfileEntry, SecretKind } from '#shared/domain/profile.ts';
import { hostNow } from '../link/host.ts';
import { useFeed } from '../state/feed.ts';
import { useProfiles } from '../state/profiles.ts';
import { closeDialog } from './dialogs.ts';
import { ProfileName } from './ProfileName.tsx';
import { nameSecret } from './profile-words.ts';
import { forgetTyped, KeepChoice, readSecrets, SecretField, useKeep } from './secret-fields.tsx';

interface PromptProps {
  readonly id: string;
  readonly secret: SecretKind;
}

/** Asks for a secret without which a database cannot be connected, and goes on with it. */
export function SecretPrompt({ id, secret }: PromptProps) {
  const entry = useProfiles(({ reading }) => reading?.entries.find(({ profile }) => profile.id === id));
  if (!entry) return null;
  return (
    <Modal
      opened
      onClose={closeDialog}
      title={nameSecret(secret, entry.profile)}
      size={460}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <SecretForm entry={entry} secret={secret} />
    </Modal>
  );
}

function SecretForm({ entry, secret }: { readonly entry: ProfileEntry; readonly secret: SecretKind }) {
  const reason = useFeed(({ reading }) => reading?.status.reason);
  const [keep, setKeep] = useKeep(entry);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const send = async (form: HTMLFormElement): Promise<void> => {
    const typed = readSecrets(form)[secret];
    if (typed === undefined) return setProblem('Nothing was typed yet.');
    setSending(true);
    const outcome = await hostNow.profiles
      .supply({ id: entry.profile.id, kind: secret, secret: typed, keep })
      .catch(() => ({ done: false, sentence: 'The host cannot be reached right now. Try again.' }));
    setSending(false);
    if (!outcome.done) return setProblem(outcome.sentence);
    forgetTyped(form);
    closeDialog();
  };
  return (
    <form
      className="profile-fields"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <ProfileName profile={entry.profile} />
      {reason && <Text>{reason}</Text>}
      <SecretField kind={secret} label={nameSecret(secret, entry.profile)} entry={null} autoFocus />
      <KeepChoice keep={keep} onKeep={setKeep} />
      {problem && (
        <Alert color="orange" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={closeDialog}>
          Cancel
        </Button>
        <Button type="submit" loading={isSending}>
          Connect
        </Button>
      </Group>
    </form>
  );
}
