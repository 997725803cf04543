import { registerSecret } from '#core/redaction.ts';
import {
  SECRET_KINDS,
  type SecretKeeping,
  type SecretKind,
  type ServerConnection,
  type VaultStatus,
} from '#shared/domain/profile.ts';
import { bind, unbind } from './bound-secret.ts';
import { type Vault, VaultError } from './vault.ts';

/** What was forgotten of a profile. It is in memory until `end`, so that its removal can be undone. */
export interface ForgottenSecrets {
  /**
   * Keeps the secrets again as they were kept; one that cannot be stored again, for this session.
   * @returns which ones could not be, and have to be entered again
   */
  undo(): Promise<readonly SecretKind[]>;
  /** To be called when nothing can be undone any more. */
  end(): void;
}

/**
 * The secrets of profiles, as this host knows them: those for this session in memory, the others in the vault. None of
 * them leaves the host. Whatever is read or kept is known to the redaction from then on.
 */
export class Secrets {
  readonly #vault: Vault;
  readonly #session = new Map<string, Map<SecretKind, string>>();

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** What protects the stored ones. */
  status(): Promise<VaultStatus> {
    return this.#vault.status();
  }

  /** What a person should know of how they are kept, as a sentence; null where all is well. */
  get problem(): string | null {
    return this.#vault.problem;
  }

  /**
   * A secret; null where none is kept that was given for this connection.
   * @throws VaultError when it is stored and cannot be read
   */
  async read(profileId: string, kind: SecretKind, connection: ServerConnection): Promise<string | null> {
    const kept = await this.#readBound(profileId, kind);
    return kept === null ? null : registerSecret(unbind(kept, kind, connection));
  }

  async #readBound(profileId: string, kind: SecretKind): Promise<string | null> {
    return this.#session.get(profileId)?.get(kind) ?? (await this.#vault.read({ profileId, kind }));
  }

  /**
   * Keeps a secret for a connection, in the place of the former one. An empty one is none.
   * @throws VaultError when it cannot be stored; the former one is kept then
   */
  async keep(
    profileId: string,
    kind: SecretKind,
    secret: string,
    how: 'session' | 'stored',
    connection: ServerConnection,
  ): Promise<void> {
    registerSecret(secret);
    if (secret === '') return await this.forgetOne(profileId, kind);
    await this.#keepBound(profileId, kind, bind(secret, connection), how);
  }

  async #keepBound(profileId: string, kind: SecretKind, secret: string, how: 'session' | 'stored'): Promise<void> {
    if (how === 'stored') {
      await this.#vault.write({ profileId, kind }, secret);
      this.#session.get(profileId)?.delete(kind);
    } else {
      // Whoever says "this session only" means that nothing stays behind.
      await this.#vault.forget({ profileId, kind });
      this.#remember(profileId, kind, secret);
    }
  }

  /** How each secret of a profile is kept; reads none of them. */
  async keeping(profileId: string): Promise<Record<SecretKind, SecretKeeping>> {
    return (await this.keepingOfAll())(profileId);
  }

  /**
   * The same for any profile, by one look at the vault. Where it cannot be looked at, nothing is said to be stored: what
   * is wrong with it is told by {@link problem}, and by whoever needs a secret.
   */
  async keepingOfAll(): Promise<(profileId: string) => Record<SecretKind, SecretKeeping>> {
    const names = await this.#vault.names().catch(() => []);
    const stored = new Set(names.map(({ profileId, kind }) => `${profileId} ${kind}`));
    return (profileId) => {
      const how = (kind: SecretKind): SecretKeeping =>
        this.#session.get(profileId)?.has(kind) ? 'session' : stored.has(`${profileId} ${kind}`) ? 'stored' : 'none';
      return {
        password: how('password'),
        keyPassphrase: how('keyPassphrase'),
        tunnel: how('tunnel'),
        jump: how('jump'),
      };
    };
  }

  /**
   * Forgets one secret.
   * @throws VaultError
   */
  async forgetOne(profileId: string, kind: SecretKind): Promise<void> {
    await this.#vault.forget({ profileId, kind });
    this.#session.get(profileId)?.delete(kind);
  }

  /**
   * Forgets all secrets of a profile.
   * @throws VaultError
   */
  async forget(profileId: string): Promise<ForgottenSecrets> {
    const held: { kind: SecretKind; how: 'session' | 'stored'; secret: string }[] = [];
    const lost: SecretKind[] = [];
    const forgotten: ForgottenSecrets = {
      undo: async () => {
        for (const { kind, how, secret } of held.splice(0)) {
          await this.#keepBound(profileId, kind, secret, how).catch(() => this.#remember(profileId, kind, secret));
        }
        return lost;
      },
      end: () => void held.splice(0),
    };
    try {
      for (const [kind, how] of await this.#kept(profileId)) {
        try {
          const secret = await this.#readBound(profileId, kind);
          if (secret !== null) held.push({ kind, how, secret });
        } catch (error) {
          // What cannot be read cannot be held, and must not keep a person from removing it.
          if (!(error instanceof VaultError)) throw error;
          lost.push(kind);
        }
        await this.forgetOne(profileId, kind);
      }
    } catch (error) {
      // All of them or none.
      await forgotten.undo();
      throw error;
    }
    return forgotten;
  }

  /**
   * Gives a copy of a profile the same secrets.
   * @param how to keep them; as the original's when absent
   * @returns which ones could not be copied, and have to be entered for the copy
   */
  async copy(from: string, to: string, how?: 'session' | 'stored'): Promise<readonly SecretKind[]> {
    const missing: SecretKind[] = [];
    for (const [kind, usual] of await this.#kept(from)) {
      try {
        const secret = await this.#readBound(from, kind);
        if (secret !== null) await this.#keepBound(to, kind, secret, how ?? usual);
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        missing.push(kind);
      }
    }
    return missing;
  }

  async #kept(profileId: string): Promise<readonly (readonly [SecretKind, 'session' | 'stored'])[]> {
    const keeping = await this.keeping(profileId);
    return SECRET_KINDS.flatMap((kind) => (keeping[kind] === 'none' ? [] : [[kind, keeping[kind]] as const]));
  }

  #remember(profileId: string, kind: SecretKind, secret: string): void {
    const ofProfile = this.#session.get(profileId) ?? new Map<SecretKind, string>();
    this.#session.set(profileId, ofProfile.set(kind, secret));
  }
}
