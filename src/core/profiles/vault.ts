import type { SecretKind, VaultStatus } from '#shared/domain/profile.ts';

/** Names one secret. */
export interface SecretName {
  readonly profileId: string;
  readonly kind: SecretKind;
}

/** A secret is there, and cannot be read at this moment; it is not gone. The message is a sentence for a person. */
export class VaultError extends Error {}

/** Where secrets outlive the host. What is in it never leaves the host's process in clear. */
export interface Vault {
  status(): Promise<VaultStatus>;
  /** What was found of it that a person should know, as a sentence; null where all is well. */
  readonly problem: string | null;
  /** Which secrets are stored; reads none of them. */
  names(): Promise<readonly SecretName[]>;
  /**
   * The secret, or null where none is stored.
   * @throws VaultError when it cannot be read
   */
  read(name: SecretName): Promise<string | null>;
  /** @throws VaultError when it cannot be stored */
  write(name: SecretName, secret: string): Promise<void>;
  /** Forgets it; nothing happens where there is none. */
  forget(name: SecretName): Promise<void>;
}
