/** The handlers of Electron's session, with the arguments that the stand-in gives them. */
type RequestHandler = (contents: null, permission: string, answer: (granted: boolean) => void, details: object) => void;
type CheckHandler = (contents: null, permission: string, origin: string, details: object) => boolean;

/** Electron's names for permissions, beside Chromium's (and Playwright's) for the same. */
const PERMISSIONS = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['midi', 'midi'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
] as const;

/** `electron.Session`: permissions. */
class Session {
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(): void {
    // Chromium without a window refuses devices in any case.
  }

  /** For the stand-in: what Chromium is to grant. As in Electron that is everything, without handlers. */
  granted(origin: string): string[] {
    return PERMISSIONS.filter(([name]) => this.#requested(name) && (this.#check?.(null, name, origin, {}) ?? true)).map(
      ([, chromium]) => chromium,
    );
  }

  #requested(permission: string): boolean {
    let answer = this.#request === null;
    this.#request?.(
      null,
      permission,
      (granted) => {
        answer = granted;
      },
      {},
    );
    return answer;
  }
}

/** `electron.session`. */
export const session = { defaultSession: new Session() };
