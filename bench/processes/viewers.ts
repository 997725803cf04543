// node bench/processes/viewers.ts URL EXPERIMENT…: a viewer on each of these experiments over the contract, but for the
// last two: one reads the proposal's events of its experiment, one those of all. Tells, once a second, how many actions
// each has had.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import { hostWireSerializers } from '#core/wire.ts';
import { type Contract, MAX_WAIT_MS } from '#shared/contract.ts';

const [page = '', ...experiments] = process.argv.slice(2);
const had = experiments.map(() => 0);

/** As the page does: asks for what comes after its cursor, again and again. */
async function pull(experimentId: number, index: number): Promise<void> {
  const url = new URL('/contract', page);
  url.search = new URL(page).search;
  url.protocol = 'ws:';
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once('open', resolve));
  const link = new RPCLink({
    websocket: socket as unknown as globalThis.WebSocket,
    customJsonSerializers: hostWireSerializers,
  });
  const client: ContractRouterClient<Contract> = createORPCClient(link);
  for (let after: string | null = null; ; ) {
    const { cursor, columns } = await client.runs.read({ experimentId, after, waitMs: MAX_WAIT_MS });
    after = cursor;
    had[index] = (had[index] ?? 0) + columns.id.length;
  }
}

/** As a script does: reads Server-Sent Events. */
async function stream(path: string, index: number): Promise<void> {
  const url = new URL(path, page);
  url.search = new URL(page).search;
  const { body } = await fetch(url);
  if (!body) throw new Error('no stream');
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split('event: agent_action_update\n');
    had[index] = (had[index] ?? 0) + parts.length - 1;
    // A line that is cut in two is counted with its second half.
    rest = (parts.at(-1) ?? '').slice(-40);
  }
}

experiments.forEach((id, index) => {
  if (index < experiments.length - 2) void pull(Number(id), index);
  else void stream(index === experiments.length - 2 ? `/stream/${id}` : '/stream', index);
});
setInterval(() => process.send?.(had), 1_000);
