// Runs in the preload's isolated world: the part of the electron module that a sandboxed preload can require.

// biome-ignore lint/correctness/noUnusedVariables: injected as text, see worlds.ts.
function startPreloadWorld({ pageEvent, preloadEvent, binding, deliver, closed, filesFolder }, runPreload) {
  // As in Electron: without nodeIntegrationInSubFrames there is no preload in a frame inside the page.
  if (window !== window.top) return;
  const bridge = bridgeWorlds(preloadEvent, pageEvent);
  const tellMain = (message) => globalThis[binding](JSON.stringify(message));
  const listeners = new Map();
  const ports = new Map();

  const encode = (data) =>
    data instanceof Uint8Array ? { base64: data.toBase64() } : { json: data === undefined ? null : data };
  const decode = (data) => ('base64' in data ? Uint8Array.fromBase64(data.base64) : data.json);

  const handToMain = (port) => {
    const id = crypto.randomUUID();
    ports.set(id, port);
    port.addEventListener('message', ({ data }) => {
      if (data !== closed) tellMain({ op: 'port-message', id, data: encode(data) });
      else if (ports.delete(id)) tellMain({ op: 'port-close', id });
    });
    // A port queues until it is started, and the one at the other end of the wire does so by itself.
    port.start();
    return id;
  };

  const ipcRenderer = {
    send: (channel, ...args) => tellMain({ op: 'send', channel, args, ports: [] }),
    postMessage: (channel, message, transfer = []) =>
      tellMain({ op: 'send', channel, args: [message], ports: transfer.map(handToMain) }),
    on: (channel, listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    off: (channel, listener) => {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((other) => other !== listener),
      );
      return ipcRenderer;
    },
  };

  globalThis[deliver] = (message) => {
    if (message.op === 'send') {
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...message.args);
    } else if (message.op === 'port-message') {
      ports.get(message.id)?.postMessage(decode(message.data));
    } else {
      ports.get(message.id)?.postMessage(closed);
      ports.delete(message.id);
    }
  };

  // Chromium does not say where a file lies. Here what is dropped lies in the folder of the application's data.
  const webUtils = { getPathForFile: ({ name }) => `${filesFolder}/${name}` };

  const EXPOSE = 0; // what page-world.js offers first
  const electron = {
    ipcRenderer,
    webUtils,
    contextBridge: { exposeInMainWorld: (key, api) => bridge.call(EXPOSE, [key, api]) },
  };
  const module = { exports: {} };
  runPreload(
    (name) => {
      if (name === 'electron') return electron;
      throw new Error(`module not found: ${name} (a sandboxed preload can require nothing but electron)`);
    },
    module,
    module.exports,
  );
}
