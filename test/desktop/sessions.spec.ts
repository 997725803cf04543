import { globSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startDemo } from '#core/demo/laboratory.ts';
import { expect, NO_DATABASE, test } from './desktop-test.ts';
import { type Desktop, launchDesktop } from './launch.ts';
import { connectInPage, leaveViewer, type PageClient } from './page-client.ts';
import type { dialog, Notification, Tray } from './stand-in/surroundings.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** What the stand-in keeps for tests. */
type Kept = { Tray: typeof Tray; Notification: typeof Notification; dialog: typeof dialog };

interface Recording {
  readonly client: PageClient;
  /** The files of the library. */
  readonly files: () => string[];
}

/** Begins to record the laboratory that the application was started with, and waits for its first action. */
async function record(desktop: Desktop): Promise<Recording> {
  await leaveViewer(desktop);
  const { client } = await connectInPage(desktop.page);
  const { start } = await client.profiles.read({});
  const started = await client.recordings.start({ source: start, choice: { past: true, name: 'From the desktop' } });
  expect(started).toMatchObject({ done: true });
  await expect.poll(async () => (await client.recordings.read({})).recordings[0]?.actions ?? 0).toBeGreaterThan(0);
  const files = () => globSync('**/*.oriole', { cwd: desktop.directory }).map((file) => join(desktop.directory, file));
  return { client, files };
}

const trays = (desktop: Desktop) =>
  desktop.evaluate((electron) =>
    [...(electron as unknown as Kept).Tray.shown].map(({ toolTip, menu }) => ({
      toolTip,
      items: menu?.items.flatMap(({ label }) => label ?? []) ?? [],
    })),
  );

test.describe('while a recording goes on', () => {
  const folder = temporaryDirectory();
  let laboratory: Awaited<ReturnType<typeof startDemo>>;

  test.beforeAll(async () => {
    laboratory = await startDemo({ dataDir: join(folder, 'demo'), pace: 5 });
  });

  test.afterAll(async () => {
    await laboratory.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('closing the last window keeps the application, and its tray ends both', async () => {
    const desktop = await launchDesktop({ args: ['--url', laboratory.url] });
    test.skip(desktop.electronKind === 'electron', 'Electron does not say which icons the system shows');
    expect(await trays(desktop)).toEqual([]);
    await record(desktop);
    await expect
      .poll(() => trays(desktop))
      .toEqual([
        {
          toolTip: 'Oriole Monitor is recording',
          items: ['Open Oriole Monitor', 'Stop Recording and Quit', 'Quit'],
        },
      ]);
    await desktop.page.close();
    // It has been told by a notification, whose text says what to do; the process is there to be asked for it.
    await expect
      .poll(() =>
        desktop.evaluate(
          (electron) =>
            (electron as unknown as Kept).Notification.shown.filter(({ title }) => title.includes('recording')).length,
        ),
      )
      .toBe(1);
    await desktop.evaluate((electron) => {
      const [tray] = (electron as unknown as Kept).Tray.shown;
      tray?.menu?.items.find(({ label }) => label === 'Stop Recording and Quit')?.click?.();
    });
    expect(await desktop.exited).toEqual({ exitCode: 0 });
    // Closed: nothing of what a recording has beside its file is left.
    const all = globSync('**/*.oriole*', { cwd: desktop.directory });
    expect(all).toEqual([expect.stringMatching(/From the desktop\.oriole$/)]);
    await desktop.close();
  });

  test('a file opens on the command line, by a second start, and dropped onto a window', async () => {
    const directory = temporaryDirectory();
    const desktop = await launchDesktop({ args: ['--url', laboratory.url], directory });
    const { client, files } = await record(desktop);
    const { recordings } = await client.recordings.read({});
    for (const { id } of recordings) await client.recordings.stop({ id });
    await expect.poll(async () => (await client.recordings.read({})).recordings[0]?.state).toBe('ended');
    const [file = ''] = files();
    await desktop.close();

    const opened = await launchDesktop({ args: [...NO_DATABASE, file], directory });
    try {
      await expect(opened.page.getByTestId('feed-state')).toHaveAttribute('data-state', 'recorded');
      await expect(opened.page).toHaveTitle(/From the desktop/);
      const windows = () => opened.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
      await opened.page.goto(`${opened.origin}/sessions`);
      await expect(opened.page.getByRole('row', { name: /From the desktop/ })).toBeVisible();
      const again = [...NO_DATABASE, file];
      await expect(launchDesktop({ args: again, directory })).rejects.toThrow();
      await expect.poll(windows).toBe(2);

      // In the stand-in what is dropped lies in the folder of the application's data.
      if (opened.electronKind === 'stand-in') {
        expect(dirname(file).startsWith(directory)).toBe(true);
        await opened.page.evaluate(
          (name) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([], name));
            window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
          },
          file.slice(directory.length + 1),
        );
        await expect(opened.page.getByTestId('feed-state')).toHaveAttribute('data-state', 'recorded');
      }
    } finally {
      await opened.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

test('a file that is no session leads to the library, with a sentence', async () => {
  const desktop = await launchDesktop({ args: [...NO_DATABASE, '/nowhere/at all.oriole'] });
  await expect(desktop.page).toHaveURL(/\/sessions$/);
  if (desktop.electronKind === 'stand-in') {
    const said = await desktop.evaluate((electron) => (electron as unknown as Kept).dialog.said);
    expect(said).toMatchObject([{ message: 'The recording cannot be opened.' }]);
    expect(said[0]?.detail).toContain(' ');
  }
  await desktop.close();
});
