import { app } from 'electron';
import { LINK_SCHEME, parseLink } from '#shared/address.ts';

/** The path of the link on a command line, where there is one: Windows and Linux hand a clicked link over there. */
export function linkIn(args: readonly string[]): string | null {
  const link = args.find((arg) => arg.startsWith(`${LINK_SCHEME}:`));
  return link === undefined ? null : parseLink(link);
}

/**
 * Opens `oriole://` links, from wherever they were clicked. Call it before the application is ready: macOS hands over the
 * link that the application was started with right then.
 * @param open takes a path of the viewer
 */
export function setupLinks(open: (path: string) => void): void {
  // From a checkout it would be Electron that is registered, without the application.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('open-url', (event, link) => {
    event.preventDefault();
    const path = parseLink(link);
    if (path !== null) open(path);
  });
}
