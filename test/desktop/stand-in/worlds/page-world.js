// Runs in the page's own world: puts there what the preload exposes.

// biome-ignore lint/correctness/noUnusedVariables: injected as text, see worlds.ts.
function startPageWorld({ pageEvent, preloadEvent, closed }) {
  if (window !== window.top) return;
  const bridge = bridgeWorlds(pageEvent, preloadEvent);
  bridge.offer((key, api) => {
    Object.defineProperty(window, key, { value: api, enumerable: true });
  });

  // Electron's ports say `close` to a page when the other end is gone, Chromium's do not: the preload's world and this
  // one tell each other with a message of their own, which the page does not see.
  window.addEventListener('message', ({ ports }) => {
    for (const port of ports) {
      port.addEventListener('message', (event) => {
        if (event.data !== closed) return;
        event.stopImmediatePropagation();
        port.dispatchEvent(new Event('close'));
      });
      port.close = () => {
        port.postMessage(closed);
        MessagePort.prototype.close.call(port);
      };
    }
  });
}
