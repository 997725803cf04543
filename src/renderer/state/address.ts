import { create } from 'zustand';
import { type Address, formatAddress, parseAddress, parseProfile } from './address-text.ts';

const read = () => parseAddress(window.location.pathname, window.location.search);
const readProfile = () => parseProfile(window.location.search);

/** The present address. */
export const useAddress = create<Address>(() => read());

/** The profile that the address names; null: the one that a window begins with. */
export const useAddressedProfile = create<{ readonly profile: string | null }>(() => ({ profile: readProfile() }));

/** Goes to an address within the present profile, as a link does. */
export function visit(address: Address): void {
  window.history.pushState(null, '', hrefOf(address));
  useAddress.setState(address, true);
}

/** Goes to the Wall of a profile, or to another place in it; null names the one that a window begins with. */
export function visitProfile(profile: string | null, address: Address = { page: 'wall' }): void {
  window.history.pushState(null, '', formatAddress(address, profile));
  useAddress.setState(address, true);
  useAddressedProfile.setState({ profile });
}

/** What stands in a link to an address within the present profile. */
export function hrefOf(address: Address): string {
  return formatAddress(address, useAddressedProfile.getState().profile);
}

/** Says in the address which step is shown (null: the newest), without a step in the browser's history. */
export function rememberStep(experimentId: number, step: number | null): void {
  const href = hrefOf({ page: 'run', experimentId, step });
  if (href === window.location.pathname + window.location.search) return;
  window.history.replaceState(null, '', href);
}

/** Follows the browser's back and forward, and takes the token out of the address: the cookie has it now. */
export function followAddress(): void {
  const url = new URL(window.location.href);
  if (url.searchParams.has('token')) {
    url.searchParams.delete('token');
    window.history.replaceState(null, '', url.pathname + url.search);
  }
  window.addEventListener('popstate', () => {
    useAddress.setState(read(), true);
    useAddressedProfile.setState({ profile: readProfile() });
  });
}
