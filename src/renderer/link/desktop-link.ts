import { type DesktopBridge, isDoorMessage, type PortAnswer, type PortRequest } from '#shared/desktop-door.ts';

declare global {
  interface Window {
    /** Present only in the desktop application; put there by its preload. */
    readonly oriole?: DesktopBridge;
  }
}

// The preload answers within a turn of the event loop. An answer this late means that there is no preload.
const ANSWER_WITHIN_MS = 5_000;

/**
 * Asks the desktop host for a port that speaks the contract, for oRPC's `RPCLink` of `@orpc/client/message-port`. The
 * port is started. It emits `close` when the host goes away; ask again for another one, which also closes the former.
 *
 * @throws Error when the page does not run in the desktop application
 */
export function openDesktopLink(): Promise<MessagePort> {
  const request: PortRequest = { type: 'oriole:connect', request: crypto.randomUUID() };
  return new Promise((resolve, reject) => {
    const stopWaiting = (): void => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
    };
    const onMessage = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      const isAnswer =
        event.source === window &&
        isDoorMessage<PortAnswer>(event.data, 'oriole:port') &&
        event.data.request === request.request;
      if (!isAnswer || port === undefined) {
        return;
      }
      stopWaiting();
      port.start();
      resolve(port);
    };
    const timer = setTimeout(() => {
      stopWaiting();
      reject(new Error('The desktop application did not answer: its preload did not run in this page.'));
    }, ANSWER_WITHIN_MS);
    window.addEventListener('message', onMessage);
    window.postMessage(request, window.location.origin);
  });
}
