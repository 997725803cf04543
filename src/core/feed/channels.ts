/** The proposal's channels, and our own for finding out whether notices come through at all. */
export const ACTION_CHANNEL = 'agent_action_update';
export const COMPLETE_CHANNEL = 'experiment_complete';
export const PROBE_CHANNEL = 'oriole_monitor_probe';

/**
 * The experiment that a notice speaks of, null when it speaks of none. Any role can NOTIFY any channel with anything,
 * so this is a hint where to look; a text that is no JSON object with such a number is *strange*.
 */
export function hintedExperiment(payload: string): number | null {
  if (!payload.startsWith('{')) return null;
  try {
    const notice: unknown = JSON.parse(payload);
    if (typeof notice !== 'object' || notice === null || !('experiment_id' in notice)) return null;
    const id = notice.experiment_id;
    return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
  } catch {
    return null;
  }
}
