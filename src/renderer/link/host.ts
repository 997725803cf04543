import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { create } from 'zustand';
import type { Contract } from '#shared/contract.ts';
import { openDesktopPort } from './desktop-transport.ts';
import { type LinkStatus, ReconnectingLink } from './reconnecting-link.ts';
import { openWebSocket } from './web-link.ts';

/** Whether the host can be reached right now. */
export const useLink = create<LinkStatus>(() => ({ open: false, problem: null }));

/** The contract, as this viewer calls it: through Electron's main process, or over WebSocket in a browser. */
export const host: ContractRouterClient<Contract> = createORPCClient(
  new ReconnectingLink(window.oriole ? openDesktopPort : openWebSocket, (status) => useLink.setState(status)),
);
