import { ActionIcon, Menu, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconCheck, IconFlag } from '@tabler/icons-react';
import type { EventKind } from '#shared/run/events.ts';
import { useMarkers } from '../state/markers.ts';
import { MARKER_TITLES, timelineColours } from './marker-words.ts';

interface MenuProps {
  /** What can be marked. */
  readonly kinds: readonly EventKind[];
}

/** What the timeline marks; the legend of its marks at the same time. */
export function MarkerMenu({ kinds }: MenuProps) {
  const { shown, toggle } = useMarkers();
  const colours = timelineColours(useComputedColorScheme('light'));
  return (
    <Menu position="top" withinPortal shadow="md" closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label="Marks on the timeline" openDelay={300}>
          <ActionIcon variant="subtle" color="gray" aria-label="Marks on the timeline">
            <IconFlag size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Marked, and visited by the keys [ and ]</Menu.Label>
        {kinds.map((kind) => (
          <Menu.Item
            key={kind}
            role="menuitemcheckbox"
            aria-checked={shown.includes(kind)}
            leftSection={<span className="marker-swatch" style={{ background: colours[kind] }} />}
            rightSection={<IconCheck size={14} visibility={shown.includes(kind) ? 'visible' : 'hidden'} />}
            onClick={() => toggle(kind)}
          >
            {MARKER_TITLES[kind]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
