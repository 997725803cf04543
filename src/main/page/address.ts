import { app } from 'electron';

/** The scheme that serves the viewer from the application's own files. */
export const APP_SCHEME = 'app';

/** The only host of {@link APP_SCHEME}. */
export const APP_HOST = 'oriole';

/** `electron-vite dev` serves the viewer itself and says where; a packaged application never listens to that. */
function devServer(): string | undefined {
  return app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
}

/** The origin of the viewer's pages, as a frame of Electron reports it. */
export function pageOrigin(): string {
  return originOf(devServer() ?? `${APP_SCHEME}://${APP_HOST}`);
}

/** The address of a page of the viewer, for example of `/run/12`. */
export function pageAddress(path: string): string {
  return `${pageOrigin()}${path}`;
}

/** Whether an address is a page of the viewer. */
export function isPageAddress(address: string): boolean {
  return URL.canParse(address) && originOf(address) === pageOrigin();
}

// `URL.origin` is "null" for every scheme that the URL standard does not name, so `app:` needs the two parts.
function originOf(address: string): string {
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
