import type { MomentSession } from './moment-session.ts';
import { formatMoment, wereRunning } from './moment-words.ts';

interface PreviewProps {
  readonly session: MomentSession;
  readonly moment: number;
}

/** So many experiments are named. */
const MOST_NAMED = 5;

/** What went on at a moment, before going there. */
export function MomentPreview({ session, moment }: PreviewProps) {
  const { timetable } = session;
  const running = timetable.goingOn(moment, moment);
  const outage = timetable.outageAt(moment);
  const others = running.length - MOST_NAMED;
  return (
    <>
      <strong className="figures">{formatMoment(moment)}</strong>
      <div className="quiet">{wereRunning(running.length)}</div>
      <ul className="moment-names">
        {running.slice(0, MOST_NAMED).map(({ experiment: { id, model } }) => (
          <li key={id} className="cut">
            {model} #{id}
          </li>
        ))}
      </ul>
      {others > 0 && <div className="quiet">and {others === 1 ? 'one other' : `${others} others`}</div>}
      {outage && <div className="moment-outage">Feed gap: {outage.reason}</div>}
    </>
  );
}
