import { createORPCClient } from '@orpc/client';
import { type MessagePortMainLike, RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Page } from '@playwright/test';
import { hostWireSerializers } from '#core/wire.ts';
import type { Contract } from '#shared/contract.ts';
import type { Desktop } from './launch.ts';

/** A client of the contract whose port is in a page. */
export type PageClient = ContractRouterClient<Contract>;

/**
 * Shows a page of the application with the preload and without the viewer, which would want the page's one port back
 * from the test.
 */
export async function leaveViewer({ page, origin }: Pick<Desktop, 'page' | 'origin'>): Promise<void> {
  await page.goto(`${origin}/no-such-file.txt`);
}

let connections = 0;

/**
 * Asks the preload for a port in the page, as the viewer does, and speaks the contract on it from the test: the whole
 * way from page to monitor is used, and no viewer is needed. What the application was started with is open.
 */
export async function connectInPage(page: Page): Promise<{ client: PageClient; isClosed: () => Promise<boolean> }> {
  connections += 1;
  const name = `testPort${connections}`;
  let receive: (event: { data: unknown }) => void = () => {};
  await page.exposeFunction(`${name}Receive`, (data: unknown) => receive({ data }));
  await page.evaluate(`new Promise((resolve) => {
    const request = crypto.randomUUID();
    window.addEventListener('message', ({ data, ports: [port] }) => {
      if (data.type !== 'oriole:port' || data.request !== request) return;
      window.${name} = port;
      window.${name}Closed = false;
      port.addEventListener('message', ({ data }) => window.${name}Receive(data));
      port.addEventListener('close', () => { window.${name}Closed = true; });
      port.start();
      resolve();
    });
    window.postMessage({ type: 'oriole:connect', request }, location.origin);
  })`);
  const port: MessagePortMainLike = {
    on: (event, listener) => {
      if (event === 'message') {
        receive = listener;
      }
    },
    postMessage: (data) => {
      page.evaluate(`window.${name}.postMessage(${JSON.stringify(data)})`).catch(() => undefined);
    },
  };
  const client: PageClient = createORPCClient(new RPCLink({ port, customJsonSerializers: hostWireSerializers }));
  const { start } = await client.profiles.read({});
  if (start !== null) await client.sources.open({ profile: start });
  return { client, isClosed: () => page.evaluate(`window.${name}Closed`) };
}
