import { ActionIcon, Tooltip } from '@mantine/core';
import type { IconPlayerPlay } from '@tabler/icons-react';
import type { CommandId } from '#shared/commands.ts';
import { titleWithKey } from './keys.ts';
import { runCommand } from './registry.ts';

interface ButtonProps {
  readonly id: CommandId;
  readonly icon: typeof IconPlayerPlay;
  /** Pressed or not, for what is switched on and off. */
  readonly isOn?: boolean;
  readonly disabled?: boolean;
  /** What is said instead of the command's title. */
  readonly label?: string;
  /** The one that is used most. */
  readonly isMain?: boolean;
}

/** A command of the table as an icon; its tooltip says the name and the key. */
export function CommandButton({ id, icon: Icon, isOn, disabled = false, label, isMain = false }: ButtonProps) {
  const title = label ?? titleWithKey(id);
  return (
    <Tooltip label={title} openDelay={300}>
      <ActionIcon
        variant={isMain ? 'filled' : isOn ? 'light' : 'subtle'}
        color={isOn || isMain ? 'blue' : 'gray'}
        aria-label={title}
        aria-pressed={isOn}
        disabled={disabled}
        data-command={id}
        onClick={() => runCommand(id)}
      >
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
