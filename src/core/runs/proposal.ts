import type { Completion } from '#core/experiments/catalogue.ts';
import type { Action } from '#shared/domain/action.ts';

/** An action in the proposal's field names, with its id: what scripts and other programs get. */
export function proposalAction(action: Action) {
  return {
    id: action.id,
    experiment_id: action.experimentId,
    step_number: action.step,
    action_type: action.type,
    from_x: action.fromX,
    from_y: action.fromY,
    to_x: action.toX,
    to_y: action.toY,
    success: action.success,
    timestamp: action.at === null ? null : new Date(action.at).toISOString(),
  };
}

/** A completion in the proposal's field names. */
export function proposalCompletion({ experimentId, model, goalFound }: Completion) {
  return { experiment_id: experimentId, model_name: model, goal_found: goalFound };
}
