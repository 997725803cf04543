import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preventable } from './preventable.ts';

const LOCK_FILE = 'stand-in.lock';

/** `electron.app`. */
class App extends EventEmitter {
  readonly isPackaged = false;
  #windows: () => readonly { close(): void }[] = () => [];
  #closeBrowser: () => Promise<void> = async () => {};
  #userData: string | undefined;
  #lock: string | undefined;
  #ready = false;
  #quitting = false;
  readonly #whenReady = new Promise<void>((resolve) => this.once('ready', resolve));

  /** For the stand-in: what is to be closed when the application quits. */
  owns(windows: () => readonly { close(): void }[]): void {
    this.#windows = windows;
  }

  /** For the stand-in: the browser has started. */
  becomeReady(closeBrowser: () => Promise<void>): void {
    this.#closeBrowser = closeBrowser;
    this.#ready = true;
    this.emit('ready');
  }

  /** For the stand-in: the last window was closed, by a person or while quitting. */
  windowsAreClosed(): void {
    if (!this.#quitting) {
      this.emit('window-all-closed');
    }
  }

  isReady(): boolean {
    return this.#ready;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  getVersion(): string {
    const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
  }

  getPath(name: string): string {
    if (name !== 'userData') {
      throw new Error(`The stand-in has no path for ${name}.`);
    }
    const given = process.argv.find((arg) => arg.startsWith('--user-data-dir='))?.split('=')[1];
    this.#userData ??= given ?? mkdtempSync(join(tmpdir(), 'oriole-stand-in-'));
    mkdirSync(this.#userData, { recursive: true });
    return this.#userData;
  }

  enableSandbox(): void {
    // Pages are always in the sandbox of their world here.
  }

  /** Holds per directory of user data, as Electron's; the other application hears `second-instance`. */
  requestSingleInstanceLock(): boolean {
    const file = join(this.getPath('userData'), LOCK_FILE);
    if (existsSync(file)) {
      try {
        // A signal carries no words; Electron hands the second command line to the first application.
        writeFileSync(`${file}.args`, JSON.stringify(process.argv));
        process.kill(Number(readFileSync(file, 'utf8')), 'SIGUSR2');
        return false;
      } catch {
        // Left behind by a process that was killed.
      }
    }
    writeFileSync(file, String(process.pid));
    this.#lock = file;
    process.on('SIGUSR2', () => {
      const args: unknown = JSON.parse(readFileSync(`${file}.args`, 'utf8'));
      this.emit('second-instance', preventable({}), args, process.cwd(), undefined);
    });
    return true;
  }

  quit(): void {
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) {
      return;
    }
    this.#quitting = true;
    for (const window of this.#windows()) {
      window.close();
    }
    this.#quitting = false;
    if (this.#windows().length > 0) {
      return;
    }
    const will = preventable({});
    this.emit('will-quit', will);
    if (!will.defaultPrevented) {
      this.exit(0);
    }
  }

  exit(code = 0): void {
    this.emit('quit', preventable({}), code);
    if (this.#lock !== undefined) {
      rmSync(this.#lock, { force: true });
    }
    this.#closeBrowser().finally(() => process.exit(code));
  }
}

/** `electron.app`. */
export const app = new App();
