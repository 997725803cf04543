import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Windows } from './windows.ts';

/** The menu bar: only what the system expects there. Commands of the viewer are in the viewer. */
export function setupMenu(windows: Windows): void {
  const isMac = process.platform === 'darwin';
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
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
