import { Button, Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { SPEEDS } from '#shared/run/playback.ts';
import type { Player } from './player.ts';

interface SpeedProps {
  readonly player: Player;
  readonly speed: number;
}

/** How fast it plays, and which way. */
export function SpeedMenu({ player, speed }: SpeedProps) {
  const size = Math.abs(speed);
  const backwards = speed < 0;
  return (
    <Menu position="top" withinPortal shadow="md">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          className="playback-choice figures"
          aria-label={`Speed ${speed} times`}
        >
          {backwards && '−'}
          {size}×
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Speed: 1× is a step a second, or as it happened</Menu.Label>
        <div className="playback-speeds">
          {SPEEDS.map((choice) => (
            <Menu.Item
              key={choice}
              aria-current={choice === size || undefined}
              className="figures"
              onClick={() => player.command({ do: 'speed', speed: backwards ? -choice : choice })}
            >
              {choice}×
            </Menu.Item>
          ))}
        </div>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconCheck size={14} visibility={backwards ? 'visible' : 'hidden'} />}
          onClick={() => player.command({ do: 'reverse' })}
        >
          Backwards
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
