import { create } from 'zustand';
import type { SecretKind } from '#shared/domain/profile.ts';

/** What is open in front of the window; one thing at a time. */
type Dialog =
  | { readonly kind: 'none' }
  /** @property id the profile that is edited; null: a new one */
  | { readonly kind: 'profile'; readonly id: string | null }
  | { readonly kind: 'list' }
  | { readonly kind: 'import' }
  | { readonly kind: 'secret'; readonly id: string; readonly secret: SecretKind }
  | { readonly kind: 'host-key'; readonly id: string };

/** The dialog about profiles that is open. */
export const useDialog = create<{ readonly dialog: Dialog }>(() => ({ dialog: { kind: 'none' } }));

const open = (dialog: Dialog) => useDialog.setState({ dialog });

/** Edits a profile, or makes a new one. */
export function openProfileDialog(id: string | null): void {
  open({ kind: 'profile', id });
}

export function openProfileList(): void {
  open({ kind: 'list' });
}

export function openImport(): void {
  open({ kind: 'import' });
}

/** Asks for a secret that a profile's database wants. */
export function openSecretPrompt(id: string, secret: SecretKind): void {
  open({ kind: 'secret', id, secret });
}

/** Shows the key of an SSH server that is not known yet. */
export function openHostKeyPrompt(id: string): void {
  open({ kind: 'host-key', id });
}

/** True for what asks on behalf of the database that is shown. */
export function isPrompt(kind: Dialog['kind']): boolean {
  return kind === 'secret' || kind === 'host-key';
}

/** Closes what asks on behalf of a database that is shown no more. */
export function closePrompts(): void {
  if (isPrompt(useDialog.getState().dialog.kind)) closeDialog();
}

export function closeDialog(): void {
  open({ kind: 'none' });
}
