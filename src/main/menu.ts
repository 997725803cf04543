import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The menu bar: only what the system expects there. Commands of the viewer are in the viewer. */
export function setupMenu(): void {
  const own: MenuItemConstructorOptions = process.platform === 'darwin' ? { role: 'appMenu' } : { role: 'fileMenu' };
  const template: MenuItemConstructorOptions[] = [
    own,
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
