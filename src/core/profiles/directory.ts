import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'oriole-monitor';

/**
 * Where profiles are kept unless told otherwise: the folder that the desktop application uses too, so that both have the
 * same ones. `ORIOLE_CONFIG_DIR` names another.
 */
export function defaultConfigDirectory(env: Readonly<NodeJS.ProcessEnv> = process.env): string {
  const named = env['ORIOLE_CONFIG_DIR'];
  if (named) return named;
  // As Electron's app.getPath('appData') has it.
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', NAME);
    case 'win32':
      return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), NAME);
    default:
      return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), NAME);
  }
}
