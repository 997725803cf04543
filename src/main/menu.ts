import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { COMMAND_GROUPS, COMMAND_IDS, COMMANDS, type CommandGroup } from '#shared/commands.ts';
import { COMMAND_CHANNEL } from '#shared/desktop-door.ts';
import { acceleratorOf } from './accelerator.ts';
import type { Windows } from './windows.ts';

const isMac = process.platform === 'darwin';

/** The menu bar: what the system expects there, and the viewer's commands, which are done in the window in front. */
export function setupMenu(windows: Windows): void {
  const newWindow: MenuItemConstructorOptions = {
    label: 'New Window',
    accelerator: 'CmdOrCtrl+Shift+N',
    click: () => windows.open('/'),
  };
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [newWindow, { type: 'separator' }, { role: 'close' }, ...(isMac ? [] : [{ role: 'quit' } as const])],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    ...COMMAND_GROUPS.map((group) => ({ label: group === 'Window' ? 'Go' : group, submenu: itemsOf(group) })),
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function itemsOf(group: CommandGroup): MenuItemConstructorOptions[] {
  return COMMAND_IDS.filter((id) => COMMANDS[id].group === group).map((id) => {
    const accelerator = acceleratorOf(COMMANDS[id].keys[0] ?? null, isMac);
    return {
      id,
      label: COMMANDS[id].title,
      // The page takes the key, where it means something there: the menu only shows it.
      ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
      click: () => BrowserWindow.getFocusedWindow()?.webContents.send(COMMAND_CHANNEL, id),
    };
  });
}
