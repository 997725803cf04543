/** What the centre of the window shows; it stands in the address, so that it can be copied and reopened. */
export type Address =
  | { readonly page: 'wall' }
  | { readonly page: 'run'; readonly experimentId: number; readonly step: number | null };

/** Reads an address; an unknown one is the Wall. */
export function parseAddress(pathname: string, search: string): Address {
  const id = /^\/run\/(\d{1,15})\/?$/.exec(pathname)?.[1];
  if (id === undefined) return { page: 'wall' };
  const step = /^\d{1,9}$/.exec(new URLSearchParams(search).get('step') ?? '')?.[0];
  return { page: 'run', experimentId: Number(id), step: step === undefined ? null : Number(step) };
}

/** The profile that an address names; null: the one that a window begins with. */
export function parseProfile(search: string): string | null {
  return new URLSearchParams(search).get('profile');
}

/** Writes an address. */
export function formatAddress(address: Address, profile: string | null = null): string {
  const query = new URLSearchParams();
  if (address.page === 'run' && address.step !== null) query.set('step', String(address.step));
  if (profile !== null) query.set('profile', profile);
  const path = address.page === 'wall' ? '/' : `/run/${address.experimentId}`;
  return query.size === 0 ? path : `${path}?${query}`;
}
