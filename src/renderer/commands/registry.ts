import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { COMMAND_IDS, type CommandId } from '#shared/commands.ts';

/** What commands do right now, by what is on the screen. */
export type CommandActions = Partial<Record<CommandId, () => void>>;

type Source = () => CommandActions;

/** Who offers commands; of two that offer the same, the one that came last has it. */
const useSources = create<{ readonly sources: readonly Source[] }>(() => ({ sources: [] }));

/** Offers commands for as long as the component is there. */
export function useCommands(actions: CommandActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const source = () => latest.current;
    useSources.setState(({ sources }) => ({ sources: [...sources, source] }));
    return () => useSources.setState(({ sources }) => ({ sources: sources.filter((other) => other !== source) }));
  }, []);
}

function actionOf(id: CommandId): (() => void) | undefined {
  return useSources
    .getState()
    .sources.map((source) => source()[id])
    .findLast((action) => action !== undefined);
}

/** Does a command; returns false where nothing on the screen can. */
export function runCommand(id: CommandId): boolean {
  const action = actionOf(id);
  action?.();
  return action !== undefined;
}

/** The commands that can be done right now. */
export function presentCommands(): readonly CommandId[] {
  return COMMAND_IDS.filter((id) => actionOf(id) !== undefined);
}
