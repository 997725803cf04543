import { BrowserWindow, dialog, shell } from 'electron';
import type { HostFiles } from '#core/host-files.ts';

let isOpen = false;

/** The system's own dialogs, in front of the window that is used. */
export const hostFiles: HostFiles = {
  // Keys and certificates lie in folders whose names begin with a dot.
  chooseFile: () => open({ properties: ['openFile', 'showHiddenFiles'] }),
  chooseSession: () =>
    open({ properties: ['openFile'], filters: [{ name: 'Oriole sessions', extensions: ['oriole'] }] }),
  chooseFolder: () => open({ properties: ['openDirectory', 'createDirectory'] }),
  chooseSavePath: (suggested) => {
    const options: Electron.SaveDialogOptions = { defaultPath: suggested };
    return oneAtATime(async (window) => {
      const { canceled, filePath } = await (window
        ? dialog.showSaveDialog(window, options)
        : dialog.showSaveDialog(options));
      return canceled ? null : filePath || null;
    });
  },
  reveal: (path) => shell.showItemInFolder(path),
};

function open(options: Electron.OpenDialogOptions): Promise<string | null> {
  return oneAtATime(async (window) => {
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : (filePaths[0] ?? null);
  });
}

/** One dialog, whoever asks. */
async function oneAtATime(ask: (window: BrowserWindow | null) => Promise<string | null>): Promise<string | null> {
  if (isOpen) return null;
  isOpen = true;
  try {
    return await ask(BrowserWindow.getFocusedWindow());
  } finally {
    isOpen = false;
  }
}
