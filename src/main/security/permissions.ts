import { session } from 'electron';

/**
 * Refuses every permission: camera, location, devices, notifications of the page, all of them. Without a handler
 * Electron grants what is asked for. The viewer needs none; the host shows its notifications itself.
 */
export function setupPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
}
