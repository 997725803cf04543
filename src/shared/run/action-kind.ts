import { isMove } from '../domain/action.ts';

/** What an action is counted and filtered as. Every action is exactly one of them. */
export const ACTION_KINDS = ['move', 'hit', 'recall', 'silent', 'other'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/**
 * What an action is: `move`, the agent moved; `hit`, a move that ran into a wall or the border; `recall`, it asked for
 * what it remembers; `silent`, the model called no tool; `other`, a type that is not known here.
 */
export function kindOf(type: string, succeeded: boolean): ActionKind {
  if (isMove(type)) return succeeded ? 'move' : 'hit';
  if (type === 'no_tool_call') return 'silent';
  return type.startsWith('recall') ? 'recall' : 'other';
}
