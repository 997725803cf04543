import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLayoutGrid, IconMoon, IconMovie, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { titleWithKey } from '../commands/keys.ts';
import { ProfileSwitcher } from '../profiles/ProfileSwitcher.tsx';
import { RecordButton } from '../recording/RecordButton.tsx';
import { useAddress, visit } from '../state/address.ts';

/** What is shown, the ways to the Wall and to the Sessions, the red button, and light or dark. */
export function Header() {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <header>
      <div className="brand">
        <ProfileSwitcher />
      </div>
      <div className="ways">
        <Way page="wall" label="Wall" icon={<IconLayoutGrid size={16} />} />
        <Way page="sessions" label="Sessions" icon={<IconMovie size={16} />} />
        <span className="ways-gap" />
        <RecordButton />
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
      </div>
    </header>
  );
}

interface WayProps {
  readonly page: 'wall' | 'sessions';
  readonly label: string;
  readonly icon: ReactNode;
}

/** The way to a page, pressed while it is shown. */
function Way({ page, label, icon }: WayProps) {
  const isHere = useAddress((address) => address.page === page);
  return (
    <Tooltip label={titleWithKey(page)} openDelay={300}>
      <Button
        size="compact-sm"
        px={7}
        flex="none"
        classNames={{ section: 'way-icon' }}
        variant={isHere ? 'light' : 'subtle'}
        color={isHere ? 'blue' : 'gray'}
        leftSection={icon}
        aria-pressed={isHere}
        onClick={() => visit({ page })}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
