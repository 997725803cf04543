import { useEffect, useState } from 'react';
import { useFeed } from './feed.ts';

/** The server's clock, milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + useFeed.getState().clockOffsetMs;
}

/** The server's clock, ticking: ages are counted from it. */
export function useServerClock(everyMs = 1_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(serverNow()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}
