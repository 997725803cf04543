import { Alert, PasswordInput, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { type ProfileEntry, SECRET_KINDS, type SecretKind, type VaultStatus } from '#shared/domain/profile.ts';
import { useProfiles } from '../state/profiles.ts';
import { describeKeeping } from './profile-words.ts';

/** How long what is typed is kept. */
export type Keep = 'session' | 'stored';

/** As the contract has it. */
const MOST_SECRET = 4_096;

const fieldName = (kind: SecretKind) => `secret-${kind}`;

interface SecretProps {
  readonly kind: SecretKind;
  readonly label: string;
  readonly entry: ProfileEntry | null;
  readonly description?: string;
  readonly autoFocus?: boolean;
}

/**
 * A field for a secret. What is typed stays in the field: it is read when it is sent, so that it is never part of what
 * React keeps of the page.
 */
export function SecretField({ kind, label, entry, description, autoFocus = false }: SecretProps) {
  return (
    <PasswordInput
      label={label}
      name={fieldName(kind)}
      autoComplete="off"
      spellCheck={false}
      maxLength={MOST_SECRET}
      placeholder={describeKeeping(entry?.secrets[kind] ?? 'none')}
      description={description}
      {...(autoFocus ? { 'data-autofocus': true } : {})}
    />
  );
}

/** What was typed into the secrets of a form. */
export function readSecrets(form: HTMLFormElement): Partial<Record<SecretKind, string>> {
  const typed: Partial<Record<SecretKind, string>> = {};
  for (const kind of SECRET_KINDS) {
    const field = form.elements.namedItem(fieldName(kind));
    if (field instanceof HTMLInputElement && field.value !== '') typed[kind] = field.value;
  }
  return typed;
}

/** Empties the secrets of a form. */
export function forgetTyped(form: HTMLFormElement): void {
  for (const kind of SECRET_KINDS) {
    const field = form.elements.namedItem(fieldName(kind));
    if (field instanceof HTMLInputElement) field.value = '';
  }
}

const useVault = (): VaultStatus | undefined => useProfiles(({ reading }) => reading?.vault);

/** Where the system protects secrets they are stored unless told otherwise; anywhere else they are not. */
export function useKeep(entry: ProfileEntry | null): [Keep, (keep: Keep) => void] {
  const vault = useVault();
  const [chosen, setChosen] = useState<Keep | null>(null);
  const isStored = entry !== null && SECRET_KINDS.some((kind) => entry.secrets[kind] === 'stored');
  const usual: Keep = vault?.kind === 'keychain' || (isStored && vault?.kind === 'fixed-key') ? 'stored' : 'session';
  return [vault?.kind === 'none' ? 'session' : (chosen ?? usual), setChosen];
}

/** How long secrets are kept, and what protects them meanwhile. */
export function KeepChoice({ keep, onKeep }: { readonly keep: Keep; readonly onKeep: (keep: Keep) => void }) {
  const vault = useVault();
  if (!vault) return null;
  if (vault.kind === 'none') {
    return (
      <Text size="xs" className="quiet">
        {vault.sentence}
      </Text>
    );
  }
  return (
    <div className="keep-choice">
      <SegmentedControl
        aria-label="Keep passwords"
        size="xs"
        value={keep}
        onChange={(value) => onKeep(value as Keep)}
        data={[
          { value: 'session', label: 'This session only' },
          { value: 'stored', label: vault.kind === 'keychain' ? 'Store' : 'Store anyway' },
        ]}
      />
      {vault.kind === 'fixed-key' ? (
        <Alert color="orange" p={8}>
          {vault.sentence}
        </Alert>
      ) : (
        <Text size="xs" className="quiet">
          {vault.sentence}
        </Text>
      )}
    </div>
  );
}
