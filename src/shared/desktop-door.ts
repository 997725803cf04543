/**
 * What main, preload and page say to each other outside the contract: how a page gets its port, and the one message
 * that main starts. All three processes read these names from here, so that there is no second list to keep in step.
 */

/** Preload to main: "serve the contract on this port". */
export const CONNECT_CHANNEL = 'oriole:connect';

/** Main to preload: "show this run"; the argument is a {@link RunRequest}. */
export const OPEN_RUN_CHANNEL = 'oriole:open-run';

/** A run that a person asked for outside the page. */
export interface RunRequest {
  readonly experimentId: number;
  /** The id of the profile in whose database it is. */
  readonly profile: string;
}

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
   * Calls back when the person asked outside the page for a run (by clicking on a notification).
   *
   * @returns ends the subscription
   */
  onOpenRun(listener: (run: RunRequest) => void): () => void;
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

/** Narrows the argument of {@link OPEN_RUN_CHANNEL}. */
export function isRunRequest(value: unknown): value is RunRequest {
  return (
    typeof value === 'object' &&
    value !== null &&
    'experimentId' in value &&
    Number.isSafeInteger(value.experimentId) &&
    Number(value.experimentId) >= 0 &&
    'profile' in value &&
    typeof value.profile === 'string'
  );
}
