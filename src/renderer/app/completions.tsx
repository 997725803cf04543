import { notifications } from '@mantine/notifications';
import { deriveState } from '#shared/domain/experiment.ts';
import { StateLabel } from '../experiments/StateLabel.tsx';
import { serverNow } from '../state/clock.ts';
import { onCompletion } from '../state/experiments.ts';
import { showRun, useSource } from '../state/source.ts';
import { formatCount } from '../words.ts';

const SHOWN_MS = 8_000;

/** Says, in a corner and not in the way, that an experiment was completed. A click opens its run. */
export function announceCompletions(): void {
  const shown = new Set<string>();
  useSource.subscribe(({ turn }, before) => {
    if (turn === before.turn) return;
    for (const id of shown) notifications.hide(id);
    shown.clear();
  });
  onCompletion((experiment) => {
    const { profile } = useSource.getState();
    const state = deriveState(experiment, serverNow());
    const id = `completed-${profile}-${experiment.id}`;
    shown.add(id);
    notifications.show({
      id,
      title: <span className="cut">{experiment.model}</span>,
      message: (
        <>
          <StateLabel state={state} /> #{experiment.id}, {formatCount(experiment.steps ?? 0)} steps
        </>
      ),
      color: state === 'goal' ? 'teal' : state === 'failed' ? 'orange' : 'gray',
      autoClose: SHOWN_MS,
      withBorder: true,
      style: { cursor: 'pointer' },
      // The window may show another database by then.
      onClick: () => profile !== null && showRun(profile, experiment.id),
    });
  });
}
