import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { COMMAND_GROUPS, COMMAND_IDS, COMMANDS, type CommandGroup, type CommandId } from '#shared/commands.ts';
import { COMMAND_CHANNEL } from '#shared/desktop-door.ts';
import { acceleratorOf } from './accelerator.ts';
import type { Windows } from './windows.ts';

const isMac = process.platform === 'darwin';

/** Commands that stand where every application has them, and not with their group. */
const IN_FILE: readonly CommandId[] = ['open-recording'];

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
      submenu: [
        newWindow,
        ...IN_FILE.map(itemOf),
        { type: 'separator' },
        { role: 'close' },
        ...(isMac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    { label: 'View', submenu: VIEW },
    ...COMMAND_GROUPS.map((group) => ({ label: group === 'Window' ? 'Go' : group, submenu: itemsOf(group) })),
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Electron's own menu of this name, but for the key that reloads: it is the one of the red button. */
const VIEW: MenuItemConstructorOptions[] = [
  { role: 'reload', accelerator: 'F5' },
  { role: 'forceReload' },
  { role: 'toggleDevTools' },
  { type: 'separator' },
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
  { role: 'togglefullscreen' },
];

function itemsOf(group: CommandGroup): MenuItemConstructorOptions[] {
  return COMMAND_IDS.filter((id) => COMMANDS[id].group === group && !IN_FILE.includes(id)).map(itemOf);
}

function itemOf(id: CommandId): MenuItemConstructorOptions {
  const accelerator = acceleratorOf(COMMANDS[id].keys[0] ?? null, isMac);
  return {
    id,
    label: COMMANDS[id].title,
    // The page takes the key, where it means something there: the menu only shows it.
    ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
    click: () => BrowserWindow.getFocusedWindow()?.webContents.send(COMMAND_CHANNEL, id),
  };
}
