/**
 * Runs the built desktop host on the stand-in (electron.ts says what that is and why):
 * `node test/desktop/stand-in/run.ts --user-data-dir=DIR --demo`
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { startBrowser } from './browser.ts';
import { BrowserWindow } from './browser-window.ts';
import { obeyLauncher, report } from './control.ts';
import { app } from './electron.ts';

const main = new URL('../../../out/main/index.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('There is no built main: run `npm run build` first.\n');
  process.exit(1);
}

const electron = new URL('electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
});

obeyLauncher();
app.owns(() => BrowserWindow.getAllWindows());
// As in Electron, main's module is evaluated completely before the application is ready.
await import(main.href);

const { context, endpoint } = await startBrowser(app.getPath('userData'));
BrowserWindow.use(context);
app.becomeReady(() => context.close());
report({ kind: 'started', endpoint });
