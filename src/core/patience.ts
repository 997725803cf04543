/** A stall, however long it lasts, uses up at most one part of a patience. */
const PARTS = 4;

/**
 * Waits for an answer that may never come. Only time counts in which this process could have read it: timers run before
 * sockets are read, so after a stall (a busy loop, a machine that slept or was starved) a plain timer would call an
 * answer missing that lies there unread. Therefore the wait is made of parts, a late one counts no more than one in time,
 * and what has arrived is read once more before it is over.
 * @param ms how long to wait, milliseconds; longer where the process is stalled
 * @param onOver called once, unless the wait is ended before
 * @returns how to end the wait: the answer came
 */
export function startPatience(ms: number, onOver: () => void): () => void {
  let parts = PARTS;
  let immediate: NodeJS.Immediate | undefined;
  const spend = () => {
    parts--;
    // The loop reads its sockets between a timer and an immediate.
    if (parts === 0) immediate = setImmediate(onOver);
    else timer = setTimeout(spend, ms / PARTS);
  };
  let timer = setTimeout(spend, ms / PARTS);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
