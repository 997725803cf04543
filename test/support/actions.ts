import type { Action } from '#shared/domain/action.ts';

/** An action with defaults: a successful step east. */
export function action(part: Partial<Action> & { id: number; step: number }): Action {
  return {
    experimentId: 1,
    type: 'move_east',
    fromX: part.step - 1,
    fromY: 0,
    toX: part.step,
    toY: 0,
    success: true,
    at: 1_000 * part.step,
    turn: null,
    seen: new Int16Array(0),
    clock: part.step,
    ...part,
  };
}
