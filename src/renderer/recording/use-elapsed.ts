import { useEffect, useState } from 'react';

/** How long something goes on, milliseconds, second by second; 0 while nothing does. */
export function useElapsed(startedAt: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (startedAt === null) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, [startedAt]);
  // The host's clock may be ahead of this page's.
  return startedAt === null ? 0 : Math.max(0, Math.floor((now - startedAt) / 1_000) * 1_000);
}
