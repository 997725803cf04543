/** What is done in one go, where the browser has no idle time to give. */
const PIECE_MS = 4;
/** A browser that draws all the time is given idle work at least this often. */
const LATEST_MS = 100;

/**
 * Does long work piece by piece, with frames and input in between.
 * @param piece does a little, a fraction of a millisecond; true when nothing is left
 * @param urgency `idle` work is done when nothing else is; for `soon` a person waits
 * @returns how to end it before it is done
 */
export function inPieces(piece: () => boolean, onDone: () => void, urgency: 'idle' | 'soon' = 'idle'): () => void {
  let isOver = false;
  const work = (least: number, hasTime: () => boolean) => {
    if (isOver) return;
    const until = performance.now() + least;
    do {
      if (piece()) {
        isOver = true;
        onDone();
        return;
      }
    } while (performance.now() < until || hasTime());
    next();
  };
  const next = () => {
    // Safari has no idle time to ask for.
    if (urgency === 'idle' && typeof window.requestIdleCallback === 'function') {
      window.requestIdleCallback(
        (deadline) => work(deadline.didTimeout ? PIECE_MS : 0, () => deadline.timeRemaining() > 2),
        { timeout: LATEST_MS },
      );
      return;
    }
    window.setTimeout(() => work(PIECE_MS, () => false), 0);
  };
  next();
  return () => {
    isOver = true;
  };
}
