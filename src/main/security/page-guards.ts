import { app, type Event, shell } from 'electron';
import type { Logger } from 'pino';
import { isPageAddress } from '#main/page/address.ts';

/**
 * Keeps every page where it belongs: no navigation elsewhere, no window that the page makes, no `<webview>`.
 * @param openPage opens another window of ours: what a link to a page of the viewer asks for
 */
export function setupPageGuards(log: Logger, openPage: (path: string) => void): void {
  app.on('web-contents-created', (_created, contents) => {
    const stayHere = (event: Event<{ url: string }>): void => {
      if (!isPageAddress(event.url)) {
        event.preventDefault();
        log.warn({ address: event.url }, 'a navigation was refused');
      }
    };
    // Of any frame, the main one included: this is `will-navigate` and more.
    contents.on('will-frame-navigate', stayHere);
    contents.on('will-redirect', stayHere);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      const link = secureLink(url);
      if (isPageAddress(url)) {
        const { pathname, search } = new URL(url);
        openPage(pathname + search);
      } else if (link === undefined) {
        log.warn({ address: url }, 'a window was refused');
      } else {
        openInBrowser(link, log);
      }
      return { action: 'deny' };
    });
  });
}

/** The address as the URL standard writes it, if it is an https one: nothing else is handed to the system. */
function secureLink(address: string): string | undefined {
  const url = URL.parse(address);
  return url?.protocol === 'https:' ? url.href : undefined;
}

function openInBrowser(link: string, log: Logger): void {
  shell.openExternal(link).catch((error: unknown) => log.warn({ err: error }, 'a link could not be opened'));
}
