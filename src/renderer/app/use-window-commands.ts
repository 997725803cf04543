import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { openHelp } from '../commands/CommandHelp.tsx';
import { openPalette } from '../commands/CommandPalette.tsx';
import { useCommands } from '../commands/registry.ts';
import { chooseSession } from '../sessions/open-file.ts';
import { visit } from '../state/address.ts';

/** Offers what can be done whatever is shown. */
export function useWindowCommands(): void {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  useCommands({
    wall: () => visit({ page: 'wall' }),
    sessions: () => visit({ page: 'sessions' }),
    'open-recording': () => void chooseSession(),
    theme: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    palette: openPalette,
    help: openHelp,
  });
}
