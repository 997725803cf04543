import { expect, test } from './desktop-test.ts';

test('a page has nothing of Node and nothing of Electron', async ({ desktop: { page } }) => {
  const found = await page.evaluate(
    `['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window)`,
  );
  expect(found).toEqual([]);
});

test('a page sees the bridge, and cannot change it', async ({ desktop: { page } }) => {
  const seen = await page.evaluate(`(() => {
    'use strict';
    const refused = [];
    try { window.oriole = {}; } catch { refused.push('replacing'); }
    try { window.oriole.kind = 'web'; } catch { refused.push('changing'); }
    return { keys: Object.keys(window.oriole).sort(), kind: window.oriole.kind, refused };
  })()`);
  expect(seen).toEqual({
    keys: ['kind', 'onCommand', 'onFiles', 'onOpen'],
    kind: 'desktop',
    refused: ['replacing', 'changing'],
  });
});

test('windows are created with the settings of the checklist', async ({ desktop }) => {
  test.skip(desktop.electronKind === 'stand-in', 'what Chromium made of webPreferences can be asked of Electron only');
  const preferences = await desktop.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) =>
      // Not in the typings; Electron's own tests use it.
      (webContents as unknown as { getLastWebPreferences(): unknown }).getLastWebPreferences(),
    ),
  );
  expect(preferences).toEqual([
    expect.objectContaining({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true }),
  ]);
});

test('navigating elsewhere is refused, by script and by link', async ({ desktop: { page, origin, output } }) => {
  const elsewhere = 'https://evil.example/';
  await page.evaluate(`location.href = '${elsewhere}'`);
  await page.evaluate(`(() => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = '${elsewhere}';
    link.click();
  })()`);
  await expect.poll(() => output().split('a navigation was refused').length - 1).toBe(2);
  expect(page.url()).toContain(origin);
  await expect(page.evaluate('1 + 1')).resolves.toBe(2);
});

test('a redirect to elsewhere is refused', async ({ desktop }) => {
  const refused = await desktop.evaluate(({ BrowserWindow }) => {
    const asked = ['app://oriole/run/1', 'app://other/', 'https://evil.example/', 'file:///etc/passwd'];
    return asked.filter((url) => {
      let prevented = false;
      const event = { url, preventDefault: () => (prevented = true) };
      (BrowserWindow.getAllWindows()[0]?.webContents as NodeJS.EventEmitter | undefined)?.emit('will-redirect', event);
      return prevented;
    });
  });
  expect(refused).toEqual(['app://other/', 'https://evil.example/', 'file:///etc/passwd']);
});

test('a page of ours opens in a window of its own, of others none, and only https links reach the browser', async ({
  desktop,
}) => {
  await desktop.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (address) => void opened.push(address);
  });
  const before = desktop.page.context().pages().length;
  const addresses = ['http://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://example.com/a b'];
  for (const address of addresses) {
    // Without an opener: the stand-in's Chromium opens a page and closes it again, where Electron opens none, and a page
    // that shares its process with one being closed has been seen to crash.
    await desktop.page.evaluate((to) => void window.open(to, '_blank', 'noopener'), address);
    await expect.poll(() => desktop.page.context().pages().length).toBe(before);
  }
  await expect
    .poll(() => desktop.evaluate(() => (globalThis as { opened?: string[] }).opened))
    .toContain('https://example.com/a%20b');
  await expect.poll(() => desktop.page.context().pages().length).toBe(before);
  const opened = await desktop.evaluate(() => (globalThis as { opened?: string[] }).opened);
  // The page's own address is https in the stand-in's browser, where main still sees `app:`.
  expect(opened).toEqual(['https://example.com/a%20b']);
  const windows = () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(await windows()).toBe(1);
  await desktop.page.evaluate((to) => void window.open(to, '_blank', 'noopener'), `${desktop.origin}/?profile=unknown`);
  await expect.poll(windows).toBe(2);
  const address = () =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(-1)?.webContents.getURL());
  await expect.poll(address).toBe('app://oriole/?profile=unknown');
  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(-1)?.close());
  await expect.poll(windows).toBe(1);
});

test('a <webview> is an unknown element, and attaching one is refused', async ({ desktop }) => {
  expect(await desktop.page.evaluate(`'loadURL' in document.createElement('webview')`)).toBe(false);
  const prevented = await desktop.evaluate(({ BrowserWindow }) => {
    let refused = false;
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as NodeJS.EventEmitter | undefined;
    contents?.emit('will-attach-webview', { preventDefault: () => (refused = true) }, {}, {});
    return refused;
  });
  expect(prevented).toBe(true);
});

test('every permission is refused but writing to the clipboard', async ({ desktop: { page } }) => {
  const states = await page.evaluate(`Promise.all(
    ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'].map(async (name) =>
      (await navigator.permissions.query({ name })).state),
  )`);
  expect(states).toEqual(Array(6).fill('denied'));
  expect(await page.evaluate('Notification.requestPermission()')).toBe('denied');
});
