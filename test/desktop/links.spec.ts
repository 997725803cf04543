import { expect, test } from '@playwright/test';
import { launchDesktop } from './launch.ts';

/** Nothing listens there: what is shown is only where the window was sent. */
const NO_DATABASE = ['--url', 'postgres://watcher@127.0.0.1:1/oriole'];

test('a link that the application was started with opens where it leads', async () => {
  const desktop = await launchDesktop({ args: [...NO_DATABASE, 'oriole://open/run/7?step=3&axis=time'] });
  await expect(desktop.page).toHaveURL(/\/run\/7\?step=3&axis=time$/);
  await desktop.close();
});

test('a link that is clicked later opens in a window of its profile, or in another one', async () => {
  const first = await launchDesktop({ args: NO_DATABASE });
  const windows = () => first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const click = (link: string) =>
    expect(launchDesktop({ args: [...NO_DATABASE, link], directory: first.directory })).rejects.toThrow();
  // A page that watches the profile has to have opened it.
  await expect(first.page.getByTestId('profile-switcher')).toHaveAttribute('data-profile', 'command-line');
  await click('oriole://open/compare?runs=3-4&profile=command-line');
  await expect(first.page).toHaveURL(/\/compare\?runs=3-4&profile=command-line$/);
  expect(await windows()).toBe(1);
  await click('oriole://open/run/9?profile=of-somebody-else');
  await expect.poll(windows).toBe(2);
  await expect(first.page).toHaveURL(/\/compare/);
  // What is no link of ours only brings the application to the front.
  await click('oriole://elsewhere/run/9');
  expect(await windows()).toBe(2);
  await first.close();
});
