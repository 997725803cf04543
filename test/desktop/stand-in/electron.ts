/**
 * A stand-in for the `electron` module. Electron's binary is downloaded at the first start, and many laboratories and
 * CI machines do not let that through; without it nothing of the desktop host would ever have run before a release.
 *
 * Here the *built* main runs in Node, `import 'electron'` is answered by this module, and each window is a page of a
 * real Chromium with the *built* preload in an isolated world. What is real: main, preload, page, the worlds, message
 * ports inside the page, Content-Security-Policy, permissions of pages. What is imitated: everything between the
 * processes, the app protocol (an https origin, see address.ts), windows without frames, the desktop around them.
 * Only what main uses is here: the rest is absent, so that its first use fails loudly.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './page-messages.ts';
export { protocol } from './protocol.ts';
export { safeStorage } from './safe-storage.ts';
export { session } from './session.ts';
export { dialog, Menu, Notification, nativeImage, nativeTheme, shell, Tray } from './surroundings.ts';
