import type { Request as PageRequest } from '@playwright/test';
import { toMain } from './address.ts';
import { app } from './app.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

/** `electron.protocol`. */
export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]): void {
    if (app.isReady() || privileged.size > 0) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called once, before app is ready');
    }
    for (const { scheme } of schemes) {
      privileged.add(scheme);
    }
  },

  handle(scheme: string, handler: Handler): void {
    if (!app.isReady() || !privileged.has(scheme)) {
      throw new Error(`${scheme} is handled before the app is ready, or is no privileged scheme`);
    }
    handlers.set(scheme, handler);
  },
};

/** For the stand-in: main's answer to a request of a page, if the request is for one of its schemes. */
export async function answerFromMain(request: PageRequest): Promise<Response | undefined> {
  const url = toMain(request.url());
  const handler = handlers.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) {
    return undefined;
  }
  const body = request.postDataBuffer();
  const init = {
    method: request.method(),
    headers: request.headers(),
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  };
  return handler(new Request(url, init));
}
