import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startDemo } from '#core/demo/laboratory.ts';
import { notificationText } from '../../src/main/notification-text.ts';
import { expect, test } from './desktop-test.ts';
import { launchDesktop } from './launch.ts';
import { connectInPage, leaveViewer, type PageClient } from './page-client.ts';
import type { Notification } from './stand-in/surroundings.ts';
import { temporaryDirectory } from './temporary-directory.ts';

type Shown = { Notification: typeof Notification };

/** The experiments that are complete now and were not before, once there are any. */
async function nextCompletion(client: PageClient): Promise<number[]> {
  let listed = false;
  for (let after: string | null = null; ; ) {
    const reading = await client.experiments.list({ after, waitMs: 1_000 });
    after = reading.revision;
    const completed = reading.changed.filter((experiment) => experiment.completedAt !== null);
    if (listed && completed.length > 0) {
      return completed.map(({ id }) => id);
    }
    // Up to here it was what is there already.
    listed ||= !reading.more && reading.loading === null && reading.changed.length > 0;
  }
}

test('a completed experiment is announced when nobody looks, and a click opens its run', async () => {
  const folder = temporaryDirectory();
  const laboratory = await startDemo({ dataDir: join(folder, 'demo'), pace: 5 });
  const desktop = await launchDesktop({ args: ['--url', laboratory.url] });
  try {
    test.skip(desktop.electronKind === 'electron', 'Electron does not say which notifications the desktop shows');
    const count = (): Promise<number> =>
      desktop.evaluate((electron) => (electron as unknown as Shown).Notification.shown.length);

    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
    const whileFocused = await count();
    await leaveViewer(desktop);
    const { client } = await connectInPage(desktop.page);
    const unannounced = await nextCompletion(client);
    // Main hears of a completion a little after the list: by the next one, the former has been passed over.
    await nextCompletion(client);
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(whileFocused);
    // Completions are announced in their order: what came before this one was passed over for good.
    const titles = await desktop.evaluate((electron) =>
      (electron as unknown as Shown).Notification.shown.map(({ title }) => title),
    );
    for (const id of unannounced) expect(titles).not.toContain(`Experiment ${id} is complete`);
    await desktop.page.evaluate('window.heard = []; window.oriole.onOpen((path) => window.heard.push(path))');
    const title = await desktop.evaluate((electron) => {
      const notification = (electron as unknown as Shown).Notification.shown.at(-1);
      notification?.emit('click');
      return notification?.title;
    });
    expect(title).toMatch(/^Experiment \d+ is complete$/);
    await expect
      .poll(() => desktop.page.evaluate('window.heard'))
      .toEqual([`/run/${title?.split(' ')[1]}?profile=command-line`]);
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null)).toBe(true);
  } finally {
    await desktop.close();
    await laboratory.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('text of the database stays one short line of plain text', () => {
  const model = `<b>evil</b> &amp;\n<a href="https://evil.example">\u202e${'x'.repeat(500)}`;
  const { title, body } = notificationText({ experimentId: 7, model, goalFound: true });
  expect(title).toBe('Experiment 7 is complete');
  expect(body).not.toMatch(/[<>&\n\u202e]/u);
  expect(body.length).toBeLessThan(110);
  expect(body).toMatch(/: goal found$/);
});
