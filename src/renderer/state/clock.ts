import { useEffect, useState } from 'react';
import { useFeed } from './feed.ts';

/** The server's clock, milliseconds since 1970. In a session it stands still where the recording ended. */
export function serverNow(): number {
  const { reading, clockOffsetMs } = useFeed.getState();
  return reading?.status.state === 'recorded' ? reading.now : Date.now() + clockOffsetMs;
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
