import { useComputedColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { CommandActions } from '../commands/registry.ts';
import { showTab } from '../inspector/tab.ts';
import { copyLink } from '../share/copy-link.tsx';
import { visit } from '../state/address.ts';
import { bookmarksKey, bookmarksOf, removeBookmark, setBookmark } from '../state/bookmarks.ts';
import { useSource } from '../state/source.ts';
import { formatCount } from '../words.ts';
import { askForStep } from './go-to-step.ts';
import { runFiles } from './run-files.ts';
import type { RunSession } from './run-session.ts';
import { presentAddress } from './use-run-address.ts';

/** What can be done with one run, besides moving its playhead. */
export function useRunCommands(session: RunSession): CommandActions {
  const scheme = useComputedColorScheme('light');
  return {
    axis: () => {
      const { kind } = session.player.playback.axis;
      session.command({ do: 'axis', axis: { kind: kind === 'time' ? 'step' : 'time', longestPauseMs: null } });
    },
    compare: () => {
      const experimentIds = [session.experimentId];
      visit({ page: 'compare', experimentIds, axis: null, at: null, overlays: null });
    },
    ...runFiles(session, scheme),
    'search-texts': searchTexts,
    'go-to-step': askForStep,
    bookmark: () => toggleBookmark(session),
    'copy-link': () => {
      const { index } = session.player;
      // To this step, whichever it is: a link to the newest one would lead elsewhere tomorrow.
      void copyLink({ ...presentAddress(session), step: index < 0 ? null : session.run.stepAt(index) });
    },
  };
}

/** Goes to the field that searches the texts, in whichever tab the inspector is. */
function searchTexts(): void {
  showTab('action');
  // The field is there once the tab is.
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('input[data-search-texts]')?.focus());
}

function toggleBookmark(session: RunSession): void {
  const { index } = session.player;
  if (index < 0) return;
  const key = bookmarksKey(useSource.getState().profile, session.experimentId);
  const step = session.run.stepAt(index);
  const isThere = bookmarksOf(key).some((bookmark) => bookmark.step === step);
  if (isThere) removeBookmark(key, step);
  else setBookmark(key, step, '');
  notifications.show({
    id: 'bookmark',
    message: isThere ? `Bookmark at step ${formatCount(step)} removed` : `Bookmark at step ${formatCount(step)} set`,
    autoClose: 2_000,
  });
}
