import { useEffect } from 'react';
import { inOrder, useProfiles } from '../state/profiles.ts';
import { switchTo } from '../state/source.ts';
import { isPrompt, useDialog } from './dialogs.ts';

const isMac = /Mac/.test(navigator.platform);
/** A browser keeps Ctrl with a digit for its own tabs. */
const isDesktop = window.oriole !== undefined;

/** What a person presses for the n-th profile. */
export function keyOf(place: number): string {
  return isDesktop ? `${isMac ? '⌘' : 'Ctrl '}${place}` : `Alt ${place}`;
}

/** Something is being filled in: what is behind it stays. What only asks on behalf of the present one does not count. */
function isBusy(): boolean {
  const { kind } = useDialog.getState().dialog;
  return kind === 'none' ? document.querySelector('[role=dialog][aria-modal]') !== null : !isPrompt(kind);
}

/** Ctrl/Cmd+1…9 (in a browser: Alt+1…9) switch to the profiles in their order. */
export function useProfileKeys(): void {
  useEffect(() => {
    const take = (event: KeyboardEvent) => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const isMeant = event.altKey ? !isDesktop && !event.ctrlKey && !event.metaKey : event.ctrlKey || event.metaKey;
      if (!digit || !isMeant || event.shiftKey || isBusy()) return;
      const entry = inOrder(useProfiles.getState().reading?.entries ?? [])[Number(digit) - 1];
      if (!entry) return;
      event.preventDefault();
      switchTo(entry.profile.id);
    };
    window.addEventListener('keydown', take);
    return () => window.removeEventListener('keydown', take);
  }, []);
}
