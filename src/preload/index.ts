import { contextBridge, ipcRenderer } from 'electron';
import {
  CONNECT_CHANNEL,
  type DesktopBridge,
  isDoorMessage,
  isRunRequest,
  OPEN_RUN_CHANNEL,
  type PortAnswer,
  type PortRequest,
} from '#shared/desktop-door.ts';

// The one door between page and main. Nothing of Electron goes through it: the page gets a port that speaks the
// contract, and a small object that says where it runs.

const bridge: DesktopBridge = {
  kind: 'desktop',
  onOpenRun(listener) {
    const forward = (_event: unknown, run: unknown): void => {
      if (isRunRequest(run)) {
        listener(run);
      }
    };
    ipcRenderer.on(OPEN_RUN_CHANNEL, forward);
    return () => {
      ipcRenderer.off(OPEN_RUN_CHANNEL, forward);
    };
  },
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
