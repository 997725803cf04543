import { Kbd } from '@mantine/core';
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { COMMANDS, type CommandId } from '#shared/commands.ts';
import { keysOf, writeKey } from './keys.ts';
import { presentCommands, runCommand } from './registry.ts';

/** Opens the list of all commands that can be done right now. */
export function openPalette(): void {
  spotlight.open();
}

/** Finds a command by its name. */
export function CommandPalette() {
  // Which commands there are is asked when it opens: afterwards nothing but the palette changes.
  const [present, setPresent] = useState<readonly CommandId[]>([]);
  return (
    <Spotlight
      actions={present.filter((id) => id !== 'palette').map(actionOf)}
      onSpotlightOpen={() => setPresent(presentCommands())}
      shortcut={null}
      highlightQuery
      overlayProps={{ blur: 0 }}
      scrollable
      maxHeight={420}
      nothingFound="No command has that name."
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Find a command',
        'aria-label': 'Find a command',
      }}
    />
  );
}

function actionOf(id: CommandId): SpotlightActionData {
  const { title, group } = COMMANDS[id];
  const [key] = keysOf(id);
  return {
    id,
    label: title,
    keywords: group,
    rightSection: key === undefined ? undefined : <Kbd>{writeKey(key)}</Kbd>,
    // The palette gives the focus back first: a command may open something that takes it.
    onClick: () => window.setTimeout(() => runCommand(id)),
  };
}
