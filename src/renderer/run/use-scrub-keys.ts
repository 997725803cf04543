import { useEffect } from 'react';
import type { RunSession } from './run-session.ts';

/** Arrow keys, Home, End and F, wherever the focus is, except where keys mean something else. */
export function useScrubKeys(session: RunSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target;
      if (target instanceof HTMLElement && target.closest('input, textarea, select, [role=slider]')) return;
      const stride = event.shiftKey ? 10 : 1;
      if (event.key === 'ArrowLeft') session.step(-stride);
      else if (event.key === 'ArrowRight') session.step(stride);
      else if (event.key === 'Home') session.seek(0);
      else if (event.key === 'End') session.seek(session.run.length - 1);
      else if (event.key === 'f' || event.key === 'F') session.follow(!session.view.getState().following);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}
