import { statisticsAt } from '#shared/run/statistics.ts';
import type { CommandActions } from '../commands/registry.ts';
import { measuresOf } from '../inspector/run-measures.ts';
import { paletteOf } from '../maze/palette.ts';
import { askForPicture } from '../share/PictureDialog.tsx';
import { PrintedRun } from '../share/printed-run.ts';
import { fileName } from '../share/save-file.ts';
import { savePicture } from '../share/save-picture.ts';
import { saveStatistics } from '../share/save-statistics.ts';
import { useOverlays } from '../state/overlays.ts';
import type { CompareSession } from './compare-session.ts';

/** Offers to save what a comparison shows. */
export function compareFiles(
  session: CompareSession,
  labels: readonly string[],
  scheme: 'light' | 'dark',
): CommandActions {
  const { lanes } = session;
  const ids = lanes.map(({ experimentId }) => experimentId);
  return {
    'save-picture': () => {
      const indexes = session.pictures.map(({ index }) => index);
      askForPicture({
        mazes: lanes.map(({ maze }) => maze),
        make: async (pixelsPerCell) => {
          const overlays = useOverlays.getState();
          const steps = await Promise.all(
            lanes.map(async (lane, n) => {
              const printed = { ...lane, title: labels[n] ?? '' };
              return { of: await PrintedRun.of(printed, overlays, paletteOf(scheme)), index: indexes[n] ?? -1 };
            }),
          );
          await savePicture(steps, pixelsPerCell, fileName(['compare', ...ids], 'png'));
        },
      });
    },
    'save-statistics': () => {
      const { pictures } = session;
      saveStatistics(
        lanes.map((lane, n) => ({
          label: labels[n] ?? '',
          statistics: statisticsAt(measuresOf(lane.experimentId, lane).input, pictures[n]?.index ?? -1),
        })),
        fileName(['compare', ...ids, 'statistics'], 'csv'),
      );
    },
  };
}
