import { ActionIcon, Text, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLayoutGrid, IconMoon, IconSun } from '@tabler/icons-react';
import { useAddress, visit } from '../state/address.ts';
import { useFeed } from '../state/feed.ts';

/** The name of what is watched, the way to the Wall, and light or dark. */
export function Header() {
  const database = useFeed(({ reading }) => reading?.status.database ?? 'Oriole Monitor');
  const onWall = useAddress(({ page }) => page === 'wall');
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <header className="brand">
      <img src="/icon.svg" alt="" width={22} height={22} />
      <Text fw={650} className="cut" flex={1} title={database}>
        {database}
      </Text>
      <Tooltip label="Wall: all running experiments">
        <ActionIcon
          variant={onWall ? 'light' : 'subtle'}
          color={onWall ? 'blue' : 'gray'}
          aria-label="Wall"
          aria-pressed={onWall}
          onClick={() => visit({ page: 'wall' })}
        >
          <IconLayoutGrid size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`Switch to ${other}`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Switch to ${other}`}
          onClick={() => setColorScheme(other)}
        >
          {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
