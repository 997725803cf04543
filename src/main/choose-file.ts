import { BrowserWindow, dialog } from 'electron';

let isOpen = false;

/** Has the person before this machine choose a file: a certificate, a key. One dialog at a time, whoever asks. */
export async function chooseFile(): Promise<string | null> {
  if (isOpen) return null;
  isOpen = true;
  try {
    const options: Electron.OpenDialogOptions = {
      // Keys and certificates lie in folders whose names begin with a dot.
      properties: ['openFile', 'showHiddenFiles'],
    };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : (filePaths[0] ?? null);
  } finally {
    isOpen = false;
  }
}
