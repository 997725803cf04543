import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { isCommandId } from '#shared/commands.ts';
import {
  COMMAND_CHANNEL,
  CONNECT_CHANNEL,
  type DesktopBridge,
  isDoorMessage,
  isPath,
  OPEN_CHANNEL,
  type PortAnswer,
  type PortRequest,
} from '#shared/desktop-door.ts';

// The one door between page and main. Nothing of Electron goes through it: the page gets a port that speaks the
// contract, and a small object that says where it runs.

/** Hands on what main says on a channel, as far as it is of the kind that belongs there. */
function listen<Message>(
  channel: string,
  isMessage: (value: unknown) => value is Message,
  listener: (message: Message) => void,
): () => void {
  const forward = (_event: unknown, message: unknown): void => {
    if (isMessage(message)) {
      listener(message);
    }
  };
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.off(channel, forward);
  };
}

/** Hands on where dropped files lie. What a page has made itself and calls a file lies nowhere. */
function listenToDrops(listener: (paths: readonly string[]) => void): () => void {
  const forward = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    if (paths.length > 0) {
      listener(paths);
    }
  };
  window.addEventListener('drop', forward);
  return () => {
    window.removeEventListener('drop', forward);
  };
}

const bridge: DesktopBridge = {
  kind: 'desktop',
  onOpen: (listener) => listen(OPEN_CHANNEL, isPath, listener),
  onCommand: (listener) => listen(COMMAND_CHANNEL, isCommandId, listener),
  onFiles: listenToDrops,
};

contextBridge.exposeInMainWorld('oriole', bridge);

window.addEventListener('message', (event) => {
  const fromThisPage = event.source === window && event.origin === window.location.origin;
  if (!fromThisPage || !isDoorMessage<PortRequest>(event.data, 'oriole:connect')) {
    return;
  }
  const { port1: forMain, port2: forPage } = new MessageChannel();
  ipcRenderer.postMessage(CONNECT_CHANNEL, null, [forMain]);
  const answer: PortAnswer = { type: 'oriole:port', request: event.data.request };
  // A port cannot cross the contextBridge, only a message of the window carries it into the page's world.
  window.postMessage(answer, window.location.origin, [forPage]);
});
