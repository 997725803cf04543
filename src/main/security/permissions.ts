import { session } from 'electron';

/**
 * What a page may do: write text to the clipboard, when somebody pressed a button for it. Reading it is another
 * permission.
 */
const GRANTED: readonly string[] = ['clipboard-sanitized-write'];

/**
 * Refuses every permission but that: camera, location, devices, notifications of the page, all of them. Without a
 * handler Electron grants what is asked for. The host shows its notifications itself.
 */
export function setupPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.includes(permission)));
  defaultSession.setPermissionCheckHandler((_contents, permission) => GRANTED.includes(permission));
  defaultSession.setDevicePermissionHandler(() => false);
}
