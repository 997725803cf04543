/** Where the browser has no idle time to give (Safari), a piece takes this long, and the next one comes after a frame. */
const PIECE_MS = 4;
const FRAME_MS = 16;
/** A browser that draws all the time is given work at least this often. */
const LATEST_MS = 200;

/**
 * Does long work in the browser's idle time, piece by piece: frames and input go first.
 * @param piece does a little; true when nothing is left
 * @returns how to end it before it is done
 */
export function inPieces(piece: () => boolean, onDone: () => void): () => void {
  let isOver = false;
  const work = (hasTime: () => boolean) => {
    if (isOver) return;
    do {
      if (piece()) {
        isOver = true;
        onDone();
        return;
      }
    } while (hasTime());
    next();
  };
  const next = () => {
    if (typeof window.requestIdleCallback === 'function') {
      window.requestIdleCallback((deadline) => work(() => deadline.timeRemaining() > 2), { timeout: LATEST_MS });
      return;
    }
    window.setTimeout(() => {
      const end = performance.now() + PIECE_MS;
      work(() => performance.now() < end);
    }, FRAME_MS);
  };
  next();
  return () => {
    isOver = true;
  };
}
