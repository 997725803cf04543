import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { create } from 'zustand';
import type { Contract } from '#shared/contract.ts';
import { openDesktopPort } from './desktop-transport.ts';
import { type LinkStatus, ReconnectingLink } from './reconnecting-link.ts';
import { SourceLink } from './source-link.ts';
import { openWebSocket } from './web-link.ts';

/** Whether the host can be reached right now. */
export const useLink = create<LinkStatus>(() => ({ open: false, problem: null }));

const link = new ReconnectingLink(window.oriole ? openDesktopPort : openWebSocket, (status) =>
  useLink.setState(status),
);

/** The contract, as this viewer calls it: through Electron's main process, or over WebSocket in a browser. */
export const host: ContractRouterClient<Contract> = createORPCClient(link);

/** The same for what a person waits for: while the host is away it fails at once, instead of waiting for its return. */
export const hostNow: ContractRouterClient<Contract> = createORPCClient({
  call: (path, input, options) => {
    if (!useLink.getState().open) return Promise.reject(new Error('The host cannot be reached.'));
    return link.call(path, input, options);
  },
} satisfies ClientLink<ClientContext>);

/** The contract of one source: every call names it. */
export type SourceClient = ContractRouterClient<Contract>;

let present: { readonly client: SourceClient; readonly link: SourceLink } | null = null;

/** The source that this window shows. What outlives a switch keeps the one that it began with. */
export function here(): SourceClient {
  if (!present) throw new Error('No source is open.');
  return present.client;
}

/** Makes a profile's source the one that this window shows; null: none. */
export function goTo(profile: string | null): void {
  present?.link.end();
  present = null;
  if (profile === null) return;
  const source = new SourceLink(link, profile, () => host.sources.open({ profile }));
  present = { client: createORPCClient(source), link: source };
}
