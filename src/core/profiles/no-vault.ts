import { type Vault, VaultError } from './vault.ts';

/** The vault of a host that can store nothing: secrets last until it ends. */
export const noVault: Vault = {
  problem: null,
  status: async () => ({
    kind: 'none',
    sentence: 'Passwords cannot be stored here. They are kept in memory until this program ends.',
  }),
  names: async () => [],
  read: async () => null,
  write: async () => {
    throw new VaultError('Passwords cannot be stored here. Keep it for this session instead.');
  },
  forget: async () => {},
};
