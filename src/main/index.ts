import { app } from 'electron';
import { createLog } from '#core/log.ts';
import { Monitor } from '#core/monitor.ts';
import { type SourceChoice, UsageError } from '#core/source-choice.ts';
import { readSource } from './command-line.ts';
import { setupContractDoor } from './contract-door.ts';
import { setupQuit, setupReopening } from './lifecycle.ts';
import { setupMainWindow } from './main-window.ts';
import { setupMenu } from './menu.ts';
import { setupNotifications } from './notifications.ts';
import { registerAppScheme, setupAppProtocol } from './page/protocol.ts';
import { setupPageGuards } from './security/page-guards.ts';
import { setupPermissions } from './security/permissions.ts';

// The desktop host: the monitor of src/core behind a window.

/** What a program answers with when its command line makes no sense (sysexits.h). */
const EXIT_USAGE = 64;

try {
  const source = readSource(process.argv.slice(1), process.env);
  // Two applications would run two demo databases in one directory.
  if (app.requestSingleInstanceLock()) {
    start(source);
  } else {
    app.exit(0);
  }
} catch (error) {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  app.exit(EXIT_USAGE);
}

function start(source: SourceChoice): void {
  const log = createLog();
  const monitor = new Monitor({ source, about: { kind: 'desktop', version: app.getVersion() }, log });

  app.enableSandbox();
  registerAppScheme();
  setupPageGuards(log);
  setupQuit(monitor, log);
  // Not awaited at the top level: Electron becomes ready only after this module has been evaluated.
  app
    .whenReady()
    .then(() => {
      setupPermissions();
      setupAppProtocol();
      setupContractDoor(monitor.procedures, log);
      setupMenu();
      const window = setupMainWindow();
      setupReopening(window);
      setupNotifications(monitor, window);
      monitor.start();
    })
    .catch((error: unknown) => {
      log.fatal({ err: error }, 'the application could not start');
      app.exit(1);
    });
}
