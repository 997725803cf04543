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

test('a page hears which place to open and what to do, and nothing that is neither', async ({ desktop }) => {
  const { page } = desktop;
  await page.evaluate(
    `window.heard = []; window.unsubscribe = window.oriole.onOpen((path) => window.heard.push(path));
     window.oriole.onCommand((command) => window.heard.push(command))`,
  );
  const send = (channel: string, value: unknown): Promise<void> =>
    desktop.evaluate(
      ({ BrowserWindow }, [to, sent]) => {
        BrowserWindow.getAllWindows()[0]?.webContents.send(to, sent);
      },
      [channel, value] as const,
    );
  for (const value of ['/run/12', 13, null, { path: '/run/1' }, 'https://evil.example/', `/${'x'.repeat(5_000)}`]) {
    await send('oriole:open', value);
  }
  for (const value of ['help', 'constructor', 1, null, 'play-pause']) await send('oriole:command', value);
  await send('oriole:open', '/run/14?profile=lab');
  await expect
    .poll(() => page.evaluate('window.heard'))
    .toEqual(['/run/12', 'help', 'play-pause', '/run/14?profile=lab']);
  // Whoever listens now hears it, so whoever does not any more would have.
  await page.evaluate(
    'window.unsubscribe(); window.later = []; window.oriole.onOpen((path) => window.later.push(path))',
  );
  await send('oriole:open', '/run/15');
  await expect.poll(() => page.evaluate('window.later')).toEqual(['/run/15']);
  expect(await page.evaluate('window.heard')).toHaveLength(4);
});
