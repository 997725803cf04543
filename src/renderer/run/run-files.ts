import { statisticsAt } from '#shared/run/statistics.ts';
import type { CommandActions } from '../commands/registry.ts';
import { measuresOf } from '../inspector/run-measures.ts';
import { paletteOf } from '../maze/palette.ts';
import { askForPicture } from '../share/PictureDialog.tsx';
import { PrintedRun } from '../share/printed-run.ts';
import { saveActions } from '../share/save-actions.ts';
import { fileName } from '../share/save-file.ts';
import { savePicture } from '../share/save-picture.ts';
import { saveStatistics } from '../share/save-statistics.ts';
import { saveVideo } from '../share/save-video.ts';
import { askForVideo } from '../share/VideoDialog.tsx';
import { useExperiments } from '../state/experiments.ts';
import { useOverlays } from '../state/overlays.ts';
import type { RunSession } from './run-session.ts';

/** Offers to save what a run is and shows. */
export function runFiles(session: RunSession, scheme: 'light' | 'dark'): CommandActions {
  const { experimentId, maze, run, start, player } = session;
  const printed = () => {
    const model = useExperiments.getState().byId.get(experimentId)?.model ?? 'Experiment';
    const subject = { experimentId, title: `${model} #${experimentId}`, maze, run, start };
    return () => PrintedRun.of(subject, useOverlays.getState(), paletteOf(scheme));
  };
  return {
    'save-picture': () => {
      const { index } = player;
      const name = fileName(['run', experimentId, 'step', index < 0 ? 0 : run.stepAt(index)], 'png');
      const make = printed();
      askForPicture({
        mazes: [maze],
        make: async (pixelsPerCell) => savePicture([{ of: await make(), index }], pixelsPerCell, name),
      });
    },
    'save-video': () => {
      const { playback } = player;
      const axis = session.axis({ kind: 'step', longestPauseMs: null });
      const { range } = playback;
      const shown = player.axis;
      const loop = range && {
        from: axis.positionOf(shown.indexAt(range.from)),
        to: axis.positionOf(shown.indexAt(range.to)),
      };
      const make = printed();
      askForVideo({
        all: { from: 0, to: axis.end },
        loop,
        speed: playback.axis.kind === 'step' ? playback.speed : 10,
        make: async (choice) => saveVideo(await make(), axis, choice),
      });
    },
    'save-actions': () => void saveActions(run, fileName(['run', experimentId, 'actions'], 'csv')),
    'save-statistics': () => {
      const { index } = player;
      if (index < 0) return;
      const step = run.stepAt(index);
      const { input } = measuresOf(experimentId, session);
      saveStatistics(
        [{ label: `Experiment ${experimentId} at step ${step}`, statistics: statisticsAt(input, index) }],
        fileName(['run', experimentId, 'step', step, 'statistics'], 'csv'),
      );
    },
  };
}
