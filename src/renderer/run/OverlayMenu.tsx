import { ActionIcon, Popover, Slider, Switch, Text, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import type { CommandId } from '#shared/commands.ts';
import { COMMANDS } from '#shared/commands.ts';
import { writeKey } from '../commands/keys.ts';
import { type LegendEntry, type LegendFacts, legendOf, type Swatch } from '../maze/legend.ts';
import { LONGEST_TRAIL } from '../maze/overlays.ts';
import { paletteOf } from '../maze/palette.ts';
import { type OverlaySwitch, setTrail, toggleOverlay, useOverlays } from '../state/overlays.ts';
import './overlays.css';

/** The switches in their order, with the command that does the same and what is said of it. */
const SWITCHES: readonly { readonly key: OverlaySwitch; readonly command: CommandId; readonly label: string }[] = [
  { key: 'visited', command: 'show-visited', label: 'Visited cells, by first visit' },
  { key: 'heat', command: 'show-heat', label: 'How often cells were visited' },
  { key: 'fog', command: 'show-fog', label: 'Dim what was not seen yet' },
  { key: 'seenNow', command: 'show-sight', label: 'What is seen now' },
  { key: 'route', command: 'show-route', label: 'Shortest way from here' },
  { key: 'optimal', command: 'show-optimal', label: 'Shortest way from the start' },
  { key: 'difference', command: 'show-difference', label: 'Difference to the other run' },
  { key: 'hits', command: 'show-hits', label: 'Wall hits' },
];

/** Trail lengths that the slider stops at. */
const TRAILS = [0, 10, 48, 100, 250, 500, LONGEST_TRAIL];

interface MenuProps {
  /** There is another run to tell this one from. */
  readonly hasOther: boolean;
  /** What the legend says beside the switches; asked when it opens. */
  readonly facts?: () => LegendFacts;
}

/** What is drawn over the maze: a switch for each, and what its colours mean. */
export function OverlayMenu({ hasOther, facts }: MenuProps) {
  return (
    <Popover position="left-start" shadow="md" width={330} trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label="Overlays and legend" position="left">
          <ActionIcon variant="default" aria-label="Overlays and legend">
            <IconStack2 size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <OverlaySwitches hasOther={hasOther} facts={facts?.() ?? {}} />
      </Popover.Dropdown>
    </Popover>
  );
}

function OverlaySwitches({ hasOther, facts }: { readonly hasOther: boolean; readonly facts: LegendFacts }) {
  const overlays = useOverlays();
  const palette = paletteOf(useComputedColorScheme('light'));
  // Everything that can be switched is in the legend, whether it is on or not: it shows what it would look like.
  const all = legendOf(
    {
      ...overlays,
      difference: false,
      heat: false,
      visited: true,
      fog: true,
      seenNow: true,
      route: true,
      optimal: true,
      hits: true,
    },
    palette,
    facts,
  );
  const heat = legendOf({ ...overlays, difference: false, heat: true }, palette, facts);
  const difference = legendOf({ ...overlays, difference: true }, palette, facts);
  const legend = [
    ...all,
    ...heat.filter(({ overlay }) => overlay === 'heat'),
    ...difference.filter(({ overlay }) => overlay === 'difference'),
  ];
  const entriesOf = (key: string) => legend.filter(({ overlay }) => overlay === key);
  const trailAt = TRAILS.findLastIndex((length) => length <= overlays.trail);
  return (
    <div className="overlays">
      {SWITCHES.filter(({ key }) => key !== 'difference' || hasOther).map(({ key, command, label }) => (
        <div key={key} className="overlays-row">
          <Switch
            size="xs"
            label={label}
            checked={overlays[key]}
            onChange={() => toggleOverlay(key)}
            description={<Legend entries={entriesOf(key)} />}
          />
          <kbd className="quiet">{COMMANDS[command].keys.map(writeKey).join(' ')}</kbd>
        </div>
      ))}
      <div className="overlays-row">
        <div>
          <Text fz="xs">{overlays.trail === 0 ? 'No trail' : `Trail of the last ${overlays.trail} steps`}</Text>
          <Slider
            size="sm"
            thumbLabel="Length of the trail"
            min={0}
            max={TRAILS.length - 1}
            value={trailAt}
            label={(at) => TRAILS[at]}
            onChange={(at) => setTrail(TRAILS[at] ?? 0)}
          />
        </div>
        <kbd className="quiet">{writeKey(COMMANDS['show-trail'].keys[0])}</kbd>
      </div>
    </div>
  );
}

function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return entries.map(({ label, swatch }) => (
    <span key={label} className="legend-entry">
      <LegendSwatch swatch={swatch} />
      {swatch.kind === 'gradient' ? `${swatch.from} … ${swatch.to}` : entries.length > 1 ? label : null}
    </span>
  ));
}

function LegendSwatch({ swatch }: { readonly swatch: Swatch }) {
  switch (swatch.kind) {
    case 'cell':
      return <span className="swatch" style={{ background: swatch.colour }} />;
    case 'hatched': {
      const stripes = `repeating-linear-gradient(135deg, ${swatch.colour} 0 3px, ${swatch.ink} 3px 5px)`;
      return <span className="swatch" style={{ background: stripes }} />;
    }
    case 'corner': {
      const corner = `linear-gradient(225deg, ${swatch.corner} 0 35%, ${swatch.colour} 35%)`;
      return <span className="swatch" style={{ background: corner }} />;
    }
    case 'gradient':
      return (
        <span
          className="swatch swatch-wide"
          style={{ background: `linear-gradient(90deg, ${swatch.colours.join(', ')})` }}
        />
      );
    case 'line':
      return <span className="swatch-line" style={{ borderTop: `3px ${swatch.pattern} ${swatch.colour}` }} />;
    case 'outline':
      return <span className="swatch" style={{ border: `2px solid ${swatch.colour}` }} />;
  }
}
