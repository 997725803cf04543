import { Code } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Address, formatLink } from '#shared/address.ts';
import { hrefOf } from '../state/address.ts';
import { useProfiles } from '../state/profiles.ts';
import { placeOf, useSource } from '../state/source.ts';

/**
 * A link that leads to an address: in a browser to this host, in the desktop application to the application, wherever
 * it is installed, with the database named so that another person's profile of it is found.
 */
function linkTo(address: Address): string {
  if (!window.oriole) return window.location.origin + hrefOf(address);
  const { profile } = useSource.getState();
  const shown = useProfiles.getState().reading?.entries.find((entry) => entry.profile.id === profile)?.profile;
  return formatLink(address, profile, shown ? placeOf(shown) : null);
}

/** Copies a link and says so; where the browser gives no clipboard, shows it to be copied by hand. */
export async function copyLink(address: Address): Promise<void> {
  const link = linkTo(address);
  try {
    // Absent on pages that came over plain HTTP from another machine.
    await navigator.clipboard.writeText(link);
    notifications.show({ id: 'link', message: 'Link copied', autoClose: 2_000 });
  } catch {
    notifications.show({
      id: 'link',
      title: 'This page may not write to the clipboard. The link:',
      message: <Code block>{link}</Code>,
      autoClose: false,
    });
  }
}
