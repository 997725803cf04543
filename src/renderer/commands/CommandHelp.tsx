import { Kbd, Modal, Text } from '@mantine/core';
import { create } from 'zustand';
import { COMMAND_GROUPS, COMMAND_IDS, COMMANDS } from '#shared/commands.ts';
import './commands.css';
import { keysOf, writeKey } from './keys.ts';

const useHelp = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));

export function openHelp(): void {
  useHelp.setState({ isOpen: true });
}

/** What the pointer can do that keys cannot, or not as well. */
const GESTURES = [
  ['Click a cell', 'Go to its first visit'],
  ['Wheel or pinch over the maze', 'Zoom'],
  ['Wheel over the timeline', 'Step; with Ctrl, zoom the timeline'],
  ['Drag along the ruler of the timeline', 'Choose the range to loop'],
] as const;

/** Every key, by what it is for. */
export function CommandHelp() {
  const isOpen = useHelp((help) => help.isOpen);
  return (
    <Modal opened={isOpen} onClose={() => useHelp.setState({ isOpen: false })} title="Keys" size="xl">
      <div className="command-help">
        {COMMAND_GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <Text fw={600} fz="sm">
              {group}
            </Text>
            <dl>
              {COMMAND_IDS.filter((id) => COMMANDS[id].group === group && keysOf(id).length > 0).map((id) => (
                <div key={id}>
                  <dt>
                    {keysOf(id).map((key) => (
                      <Kbd key={key}>{writeKey(key)}</Kbd>
                    ))}
                  </dt>
                  <dd>{COMMANDS[id].title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section aria-label="Pointer">
          <Text fw={600} fz="sm">
            Pointer
          </Text>
          <dl>
            {GESTURES.map(([gesture, effect]) => (
              <div key={gesture} className="command-gesture">
                <dt>{gesture}</dt>
                <dd>{effect}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  );
}
