import { Button, Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { AxisChoice, AxisKind } from '#shared/run/axis.ts';
import type { Player } from './player.ts';

interface AxisProps {
  readonly player: Player;
  readonly axis: AxisChoice;
  /** The axes that there are to choose from. */
  readonly axes: readonly AxisKind[];
}

const NAMES: Readonly<Record<AxisKind, string>> = { step: 'Steps', time: 'Time', share: 'Share' };
const MEANINGS: Readonly<Record<AxisKind, string>> = {
  step: 'By step: every step is as long as any other',
  time: 'By time since the start, as it happened',
  share: 'By share of the run: all end together',
};
const PAUSES_MS = [null, 30_000, 5_000, 1_000] as const;

/** What the playhead moves along. */
export function AxisMenu({ player, axis, axes }: AxisProps) {
  const choose = (choice: Partial<AxisChoice>) => player.command({ do: 'axis', axis: { ...axis, ...choice } });
  const check = (isOn: boolean) => <IconCheck size={14} visibility={isOn ? 'visible' : 'hidden'} />;
  return (
    <Menu position="top" withinPortal shadow="md">
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          className="playback-choice"
          aria-label={`Axis: ${NAMES[axis.kind]}`}
        >
          {NAMES[axis.kind]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {axes.map((kind) => (
          <Menu.Item key={kind} leftSection={check(kind === axis.kind)} onClick={() => choose({ kind })}>
            {MEANINGS[kind]}
          </Menu.Item>
        ))}
        {axis.kind === 'time' && (
          <>
            <Menu.Label>Pauses between actions</Menu.Label>
            {PAUSES_MS.map((longestPauseMs) => (
              <Menu.Item
                key={longestPauseMs}
                leftSection={check(axis.longestPauseMs === longestPauseMs)}
                onClick={() => choose({ longestPauseMs })}
              >
                {longestPauseMs === null ? 'As they were' : `No longer than ${longestPauseMs / 1_000} s`}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
