import { app, safeStorage } from 'electron';
import { setupCrashes } from '#core/crash.ts';
import { createLog, type Logger } from '#core/log.ts';
import { Monitor } from '#core/monitor.ts';
import { UsageError } from '#core/source-choice.ts';
import { readStart, type StartChoice, sessionFileIn } from './command-line.ts';
import { setupContractDoor } from './contract-door.ts';
import { hostFiles } from './host-files.ts';
import { setupQuit, setupReopening } from './lifecycle.ts';
import { linkIn, setupLinks } from './links.ts';
import { setupMenu } from './menu.ts';
import { setupNotifications } from './notifications.ts';
import { registerAppScheme, setupAppProtocol } from './page/protocol.ts';
import { setupPageGuards } from './security/page-guards.ts';
import { setupPermissions } from './security/permissions.ts';
import { setupSessionFiles, showFile, takeFile } from './session-files.ts';
import { setupTray } from './tray.ts';
import { SafeStorageVault } from './vault/safe-storage-vault.ts';
import { setupWindows, type Windows } from './windows.ts';

// The desktop host: the monitor of src/core behind windows.

/** What a program answers with when its command line makes no sense (sysexits.h). */
const EXIT_USAGE = 64;

try {
  const choice = readStart(process.argv.slice(1), process.env);
  // Two applications would run two demo databases in one directory.
  if (app.requestSingleInstanceLock()) {
    start(choice);
  } else {
    app.exit(0);
  }
} catch (error) {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  refuse(error);
}

function refuse({ message }: UsageError): void {
  process.stderr.write(`${message}\n`);
  app.exit(EXIT_USAGE);
}

function openMonitor({ source, orDemo }: StartChoice, log: Logger): Promise<Monitor> {
  const directory = app.getPath('userData');
  return Monitor.open({
    source,
    otherwise: orDemo ? 'demo' : 'nothing',
    watchesStart: 'until-viewed',
    about: { kind: 'desktop', version: app.getVersion() },
    directory,
    vault: new SafeStorageVault(safeStorage, directory),
    files: hostFiles,
    log,
  });
}

function start(choice: StartChoice): void {
  const log = createLog();
  setupCrashes((code) => app.exit(code));
  let monitor: Monitor | undefined;
  let windows: Windows | undefined;
  let staysOpen = (): boolean => false;

  app.enableSandbox();
  registerAppScheme();
  let first = linkIn(process.argv.slice(1));
  setupLinks((path) => {
    if (windows) windows.showPlace(path);
    else first = path;
  });
  let firstFile = sessionFileIn(process.argv.slice(1), process.cwd());
  const openFile = (file: string): void => {
    if (monitor && windows) void showFile(monitor.library, windows, file);
    else firstFile = file;
  };
  setupSessionFiles(openFile);
  setupPageGuards(log, (path) => windows?.open(path));
  setupQuit(
    async () => monitor?.stop(),
    () => staysOpen(),
    log,
  );
  // Not awaited at the top level: Electron becomes ready only after this module has been evaluated.
  app
    .whenReady()
    .then(async () => {
      setupPermissions();
      setupAppProtocol();
      monitor = await openMonitor(choice, log);
      const watches = setupContractDoor(monitor, log);
      // A file that cannot be opened leads to those that can.
      if (firstFile !== null) first = (await takeFile(monitor.library, firstFile)) ?? '/sessions';
      windows = setupWindows(watches, first ?? '/');
      setupMenu(windows);
      setupReopening(windows, openFile);
      staysOpen = setupTray(monitor.recordings, windows);
      setupNotifications(monitor, windows);
      monitor.start();
    })
    .catch((error: unknown) => {
      if (error instanceof UsageError) return refuse(error);
      log.fatal({ err: error }, 'the application could not start');
      app.exit(1);
    });
}
