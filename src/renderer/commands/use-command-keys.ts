import { useEffect } from 'react';
import { commandOf, isTaken } from './keys.ts';
import { runCommand } from './registry.ts';

/** Does what a key or the application's menu asks for, wherever the focus is. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const id = commandOf(event);
      if (id === null || isTaken(event)) return;
      if (runCommand(id)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    const endMenu = window.oriole?.onCommand(runCommand);
    return () => {
      window.removeEventListener('keydown', onKey);
      endMenu?.();
    };
  }, []);
}
