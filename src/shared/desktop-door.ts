import type { CommandId } from './commands.ts';

/**
 * What main, preload and page say to each other outside the contract: how a page gets its port, and the messages that
 * main starts. All three processes read these names from here, so that there is no second list to keep in step.
 */

/** Preload to main: "serve the contract on this port". */
export const CONNECT_CHANNEL = 'oriole:connect';

/** Main to preload: "show this place"; the argument is a path that `parseAddress` reads, with its query. */
export const OPEN_CHANNEL = 'oriole:open';

/** Main to preload: "do this"; the argument is a {@link CommandId}. */
export const COMMAND_CHANNEL = 'oriole:command';

/** Page to preload, by `window.postMessage`. */
export interface PortRequest {
  readonly type: 'oriole:connect';
  /** Comes back with the port: two requests of one page cannot take each other's. */
  readonly request: string;
}

/** Preload to page, by `window.postMessage`, with the port as the only thing transferred. */
export interface PortAnswer {
  readonly type: 'oriole:port';
  readonly request: string;
}

/** `window.oriole`: all that a page of the desktop application sees of it. */
export interface DesktopBridge {
  readonly kind: 'desktop';
  /**
   * Calls back when the person asked outside the page for a place (by a notification or a link), with its path.
   *
   * @returns ends the subscription
   */
  onOpen(listener: (path: string) => void): () => void;
  /**
   * Calls back when the person chose a command in the menu.
   *
   * @returns ends the subscription
   */
  onCommand(listener: (command: CommandId) => void): () => void;
  /**
   * Calls back when files were dropped onto the page, with their paths on this machine: a page by itself does not see
   * where a file lies.
   *
   * @returns ends the subscription
   */
  onFiles(listener: (paths: readonly string[]) => void): () => void;
}

/** Narrows what arrived by `window.postMessage`, where anything may arrive. */
export function isDoorMessage<T extends PortRequest | PortAnswer>(data: unknown, type: T['type']): data is T {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === type &&
    'request' in data &&
    typeof data.request === 'string'
  );
}

/** Narrows the argument of {@link OPEN_CHANNEL}. */
export function isPath(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/') && value.length < 4_000;
}
