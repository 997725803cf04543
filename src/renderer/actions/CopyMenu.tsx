import { ActionIcon, Menu } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { copyWords, useCopy } from './CopyButton.tsx';

interface MenuProps {
  readonly row: () => string;
  readonly text: () => string;
  /** null as long as the action is being read. */
  readonly json: (() => string) | null;
}

/** The ways to copy an action. */
export function CopyMenu({ row, text, json }: MenuProps) {
  const { said, copy } = useCopy();
  return (
    <div className="copy-menu">
      <span role="status" className="quiet">
        {copyWords(said)}
      </span>
      <Menu position="bottom-end" withinPortal shadow="md">
        <Menu.Target>
          <ActionIcon size={22} variant="subtle" color="gray" aria-label="Copy this action">
            {said === 'copied' ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copy(row())}>Copy as a row</Menu.Item>
          <Menu.Item onClick={() => copy(text())}>Copy as text</Menu.Item>
          <Menu.Item disabled={json === null} onClick={() => json && copy(json())}>
            Copy as JSON
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
