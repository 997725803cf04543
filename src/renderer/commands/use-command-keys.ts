import { useEffect } from 'react';
import type { CommandId } from '#shared/commands.ts';
import { commandOf, isTaken } from './keys.ts';
import { runCommand } from './registry.ts';

const REPEATED: ReadonlySet<CommandId> = new Set([
  'step-back',
  'step-on',
  'ten-back',
  'ten-on',
  'event-back',
  'event-on',
  'slower',
  'faster',
  'timeline-nearer',
  'timeline-farther',
  'zoom-in',
  'zoom-out',
]);

/** Does what a key or the application's menu asks for, wherever the focus is. */
export function useCommandKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const id = commandOf(event);
      if (id === null || isTaken(event)) return;
      // A key that is held steps, zooms and changes the speed; it does not switch to and fro.
      if (event.repeat && !REPEATED.has(id)) return;
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
