import { create } from 'zustand';
import { type Address, formatAddress, parseAddress } from './address-text.ts';

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
