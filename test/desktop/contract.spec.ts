import { expect, test } from './desktop-test.ts';
import { connectInPage } from './page-client.ts';

test('the contract answers through the port', async ({ desktop: { page } }) => {
  const { client } = await connectInPage(page);
  expect(await client.host.about()).toMatchObject({ kind: 'desktop', demo: false });
  const { status } = await client.feed.read({ after: null });
  expect(status.database).toContain('nothing');
});

test('what the contract does not allow is refused at the port', async ({ desktop: { page } }) => {
  const { client } = await connectInPage(page);
  await expect(client.mazes.get({ id: -1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('after a reload the page gets a new port, and the former is closed', async ({ desktop }) => {
  const { page } = desktop;
  await connectInPage(page);
  await desktop.evaluate(({ ipcMain }) => {
    ipcMain.once('oriole:connect', (event) => {
      event.ports[0]?.once('close', () => Object.assign(globalThis, { formerClosed: true }));
    });
  });
  await connectInPage(page);
  await page.reload();
  const { client } = await connectInPage(page);
  expect(await client.host.about()).toMatchObject({ kind: 'desktop' });
  await expect.poll(() => desktop.evaluate(() => 'formerClosed' in globalThis)).toBe(true);
});

test('a second port of a page replaces the first', async ({ desktop: { page } }) => {
  const first = await connectInPage(page);
  const second = await connectInPage(page);
  await expect.poll(() => first.isClosed()).toBe(true);
  expect(await second.client.host.about()).toMatchObject({ kind: 'desktop' });
});

test('a connection from elsewhere is refused and its port closed', async ({ desktop }) => {
  const outcomes = await desktop.evaluate(({ BrowserWindow, ipcMain }) => {
    const sender = BrowserWindow.getAllWindows()[0]?.webContents;
    const elsewhere = { url: 'https://evil.example/', origin: 'https://evil.example', parent: null };
    const senders = {
      'a frame inside the page': { sender, senderFrame: { origin: 'app://oriole', parent: sender?.mainFrame } },
      'a frame that is gone': { sender, senderFrame: null },
      'another origin': { sender: { mainFrame: elsewhere }, senderFrame: elsewhere },
      'the viewer': { sender, senderFrame: sender?.mainFrame },
    };
    return Object.entries(senders).map(([name, event]) => {
      const calls: string[] = [];
      const record = (call: string) => () => calls.push(call);
      const port = { on: record('on'), once: record('once'), start: record('start'), close: record('close') };
      ipcMain.emit('oriole:connect', { ...event, ports: [port] }, null);
      return [name, calls.includes('close') ? 'closed' : calls.includes('start') ? 'served' : 'ignored'];
    });
  });
  expect(Object.fromEntries(outcomes)).toEqual({
    'a frame inside the page': 'closed',
    'a frame that is gone': 'closed',
    'another origin': 'closed',
    'the viewer': 'served',
  });
});

test('a page hears which run to open, and nothing that is not a run', async ({ desktop }) => {
  const { page } = desktop;
  await page.evaluate(
    `window.heard = []; window.unsubscribe = window.oriole.onOpenRun((run) => window.heard.push(run.experimentId))`,
  );
  const send = (value: unknown): Promise<void> =>
    desktop.evaluate(({ BrowserWindow }, sent) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send('oriole:open-run', sent);
    }, value);
  const profile = 'lab';
  for (const value of [{ experimentId: 12, profile }, 13, null, { experimentId: '13', profile }, { experimentId: 1 }]) {
    await send(value);
  }
  for (const experimentId of [-1, 1.5, 14]) {
    await send({ experimentId, profile });
  }
  await expect.poll(() => page.evaluate('window.heard')).toEqual([12, 14]);
  // Whoever listens now hears it, so whoever does not any more would have.
  await page.evaluate(
    'window.unsubscribe(); window.later = []; window.oriole.onOpenRun((run) => window.later.push(run.experimentId))',
  );
  await send({ experimentId: 15, profile });
  await expect.poll(() => page.evaluate('window.later')).toEqual([15]);
  expect(await page.evaluate('window.heard')).toEqual([12, 14]);
});
