// Runs in both worlds of a page, the page's own and the preload's, before anything else: what `contextBridge` needs.
// The worlds share the DOM and nothing else, so that a call travels as a synchronous DOM event with JSON in it;
// functions stay where they are and cross as a number.

/**
 * @param {string} mine the event that this world listens to
 * @param {string} theirs the event that the other world listens to
 */
// biome-ignore lint/correctness/noUnusedVariables: injected as text, see worlds.ts.
function bridgeWorlds(mine, theirs) {
  const offered = [];
  let returned = {};

  const pack = (value) => {
    if (typeof value === 'function') return { fn: offered.push(value) - 1 };
    if (Array.isArray(value)) return { list: value.map(pack) };
    if (value !== null && typeof value === 'object') {
      return { record: Object.entries(value).map(([key, item]) => [key, pack(item)]) };
    }
    return { value };
  };
  const unpack = (packed) => {
    if ('fn' in packed) return (...args) => call(packed.fn, args);
    if ('list' in packed) return packed.list.map(unpack);
    if ('record' in packed) {
      return Object.freeze(Object.fromEntries(packed.record.map(([key, item]) => [key, unpack(item)])));
    }
    return packed.value;
  };
  const tell = (message) => window.dispatchEvent(new CustomEvent(theirs, { detail: JSON.stringify(message) }));
  const call = (fn, args) => {
    tell({ call: fn, args: args.map(pack) });
    return unpack(returned);
  };

  window.addEventListener(mine, (event) => {
    const message = JSON.parse(event.detail);
    if ('returned' in message) returned = message.returned;
    else tell({ returned: pack(offered[message.call](...message.args.map(unpack))) });
  });
  return { call, offer: (fn) => offered.push(fn) - 1 };
}
