// npm start: builds, and opens the desktop application: on the profile that was open last, the first time on the demo. Where that cannot be, says why in one sentence and
// serves the same to a browser.
import { userInfo } from 'node:os';
import { buildWhenNeeded } from './build.ts';
import { fetchElectron } from './electron.ts';
import { runInForeground } from './run-host.ts';

const args = process.argv.slice(2);
buildWhenNeeded();
const obstacle = displayObstacle();
const electron = obstacle ? { missing: obstacle } : fetchElectron();
if ('path' in electron) {
  runInForeground(electron.path, ['.', '--or-demo', ...args]);
} else {
  console.log(`${electron.missing}, so the same screens are served to a browser instead.`);
  runInForeground(process.execPath, ['out/web/cli.js', 'serve', ...args]);
}

function displayObstacle(): string | null {
  if (process.platform !== 'linux') return null;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'There is no display for a desktop window here';
  if (userInfo().uid === 0) {
    return "Chromium's sandbox does not work for root: start as an ordinary user to get the desktop window";
  }
  return null;
}
