import './profiles.css';
import { useEffect } from 'react';
import { useFeed } from '../state/feed.ts';
import { useSource } from '../state/source.ts';
import { openHostKeyPrompt, openSecretPrompt, useDialog } from './dialogs.ts';
import { HostKeyPrompt } from './HostKeyPrompt.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { ProfileDialog } from './ProfileDialog.tsx';
import { ProfileList } from './ProfileList.tsx';
import { SecretPrompt } from './SecretPrompt.tsx';

/** Whichever dialog about profiles is open. What a database wants of a person is asked for by itself, once. */
export function ProfileDialogs() {
  const dialog = useDialog((state) => state.dialog);
  useWishes();
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'profile':
      return <ProfileDialog key={dialog.id} id={dialog.id} />;
    case 'list':
      return <ProfileList />;
    case 'import':
      return <ImportDialog />;
    case 'secret':
      return <SecretPrompt id={dialog.id} secret={dialog.secret} />;
    case 'host-key':
      return <HostKeyPrompt id={dialog.id} />;
  }
}

/** Opens what the feed asks for; a dialog that is open is not taken away for it. */
function useWishes(): void {
  const id = useSource(({ profile }) => profile);
  const wants = useFeed(({ reading }) => reading?.status.wants ?? null);
  const since = useFeed(({ reading }) => reading?.status.since ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a failure at another time is another question.
  useEffect(() => {
    if (id === null || wants === null || useDialog.getState().dialog.kind !== 'none') return;
    askFor(id, wants);
  }, [id, wants, since]);
}

/** Opens the dialog for what a feed wants. */
export function askFor(id: string, wants: 'host-key' | Parameters<typeof openSecretPrompt>[1]): void {
  if (wants === 'host-key') openHostKeyPrompt(id);
  else openSecretPrompt(id, wants);
}
