import { create } from 'zustand';
import { type Address, formatAddress, parseAddress, parsePlace, parseProfile } from '#shared/address.ts';

const read = () => parseAddress(window.location.pathname, window.location.search);
const readNamed = () => ({
  profile: parseProfile(window.location.search),
  place: parsePlace(window.location.search),
});

/** The present address: where the window was sent last. The playhead moves on from there. */
export const useAddress = create<Address>(() => read());

/** What the address names beside a page. */
interface Named {
  /** The profile; null: the one that a window begins with. */
  readonly profile: string | null;
  /** The database, in a link from somebody whose profile of it has another id. */
  readonly place: string | null;
}

export const useAddressedProfile = create<Named>(() => readNamed());

/** Goes to an address within the present profile, as a link does. */
export function visit(address: Address): void {
  push(hrefOf(address));
  useAddress.setState(address, true);
}

/** Goes to the Wall of a profile, or to another place in it; null names the one that a window begins with. */
export function visitProfile(profile: string | null, address: Address = { page: 'wall' }): void {
  push(formatAddress(address, profile));
  useAddress.setState(address, true);
  useAddressedProfile.setState({ profile, place: null });
}

/** Goes where a path leads that came from outside of the page. */
export function visitPath(path: string): void {
  push(path);
  arrive();
}

/** The database that a link named is the one of this profile. */
export function takePlace(profile: string | null): void {
  window.history.replaceState(null, '', formatAddress(useAddress.getState(), profile));
  useAddressedProfile.setState({ profile, place: null });
}

/** What stands in a link to an address within the present profile. */
export function hrefOf(address: Address): string {
  return formatAddress(address, useAddressedProfile.getState().profile);
}

/** Says in the address what is shown by now, without a step in the browser's history. */
export function rememberPlace(address: Address): void {
  // A page that is left is there until the next one has been loaded.
  if (useAddress.getState().page !== address.page) return;
  const href = hrefOf(address);
  if (href === window.location.pathname + window.location.search) return;
  window.history.replaceState(null, '', href);
}

/** Leaves the present place in the browser's history, so that *back* leads there from wherever the playhead goes now. */
export function leaveTrace(): void {
  push(window.location.pathname + window.location.search);
}

/** Follows the browser's back and forward, and takes the token out of the address: the cookie has it now. */
export function followAddress(): void {
  const url = new URL(window.location.href);
  if (url.searchParams.has('token')) {
    url.searchParams.delete('token');
    window.history.replaceState(null, '', url.pathname + url.search);
  }
  window.addEventListener('popstate', arrive);
}

function push(href: string): void {
  window.history.pushState(null, '', href);
}

function arrive(): void {
  useAddressedProfile.setState(readNamed());
  useAddress.setState(read(), true);
}
