import { create } from 'zustand';

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

/** Writes an address. */
export function formatAddress(address: Address): string {
  if (address.page === 'wall') return '/';
  return `/run/${address.experimentId}${address.step === null ? '' : `?step=${address.step}`}`;
}

const read = () => parseAddress(window.location.pathname, window.location.search);

/** The present address. */
export const useAddress = create<Address>(() => read());

/** Goes to an address, as a link does. */
export function visit(address: Address): void {
  window.history.pushState(null, '', formatAddress(address));
  useAddress.setState(address, true);
}

/** Says in the address which step is shown (null: the newest), without a step in the browser's history. */
export function rememberStep(experimentId: number, step: number | null): void {
  const address: Address = { page: 'run', experimentId, step };
  if (formatAddress(address) === window.location.pathname + window.location.search) return;
  window.history.replaceState(null, '', formatAddress(address));
}

/** Follows the browser's back and forward, and takes the token out of the address: the cookie has it now. */
export function followAddress(): void {
  const url = new URL(window.location.href);
  if (url.searchParams.has('token')) {
    url.searchParams.delete('token');
    window.history.replaceState(null, '', url.pathname + url.search);
  }
  window.addEventListener('popstate', () => useAddress.setState(read(), true));
  window.oriole?.onOpenRun((experimentId) => visit({ page: 'run', experimentId, step: null }));
}
