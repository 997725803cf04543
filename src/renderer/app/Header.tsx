import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLayoutGrid, IconMoon, IconSun } from '@tabler/icons-react';
import { ProfileSwitcher } from '../profiles/ProfileSwitcher.tsx';
import { useAddress, visit } from '../state/address.ts';

/** What is watched, the way to the Wall, and light or dark. */
export function Header() {
  const onWall = useAddress(({ page }) => page === 'wall');
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <header className="brand">
      <ProfileSwitcher />
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
