import { notifications } from '@mantine/notifications';
import { statisticsAt } from '#shared/run/statistics.ts';
import type { CommandActions } from '../commands/registry.ts';
import { measuresOf } from '../inspector/run-measures.ts';
import { copyLink } from '../share/copy-link.tsx';
import { saveActions } from '../share/save-actions.ts';
import { fileName } from '../share/save-file.ts';
import { saveStatistics } from '../share/save-statistics.ts';
import { visit } from '../state/address.ts';
import { bookmarksKey, bookmarksOf, removeBookmark, setBookmark } from '../state/bookmarks.ts';
import { useSource } from '../state/source.ts';
import { formatCount } from '../words.ts';
import { askForStep } from './go-to-step.ts';
import type { RunSession } from './run-session.ts';
import { presentAddress } from './use-run-address.ts';

/** What can be done with one run, besides moving its playhead. */
export function useRunCommands(session: RunSession): CommandActions {
  return {
    axis: () => {
      const { kind } = session.player.playback.axis;
      session.command({ do: 'axis', axis: { kind: kind === 'time' ? 'step' : 'time', longestPauseMs: null } });
    },
    compare: () => {
      const experimentIds = [session.experimentId];
      visit({ page: 'compare', experimentIds, axis: null, at: null, overlays: null });
    },
    'save-actions': () => void saveActions(session.run, fileName(['run', session.experimentId, 'actions'], 'csv')),
    'save-statistics': () => saveRunStatistics(session),
    'go-to-step': askForStep,
    bookmark: () => toggleBookmark(session),
    'copy-link': () => {
      const { index } = session.player;
      // To this step, whichever it is: a link to the newest one would lead elsewhere tomorrow.
      void copyLink({ ...presentAddress(session), step: index < 0 ? null : session.run.stepAt(index) });
    },
  };
}

/** What the statistics are at the playhead, as far as they have been counted. */
function saveRunStatistics(session: RunSession): void {
  const { index } = session.player;
  if (index < 0) return;
  const measures = measuresOf(session.experimentId, session);
  const statistics = statisticsAt(measures.input, index);
  const step = session.run.stepAt(index);
  saveStatistics(
    [{ label: `Experiment ${session.experimentId} at step ${step}`, statistics }],
    fileName(['run', session.experimentId, 'step', step, 'statistics'], 'csv'),
  );
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
