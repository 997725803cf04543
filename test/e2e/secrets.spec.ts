import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { homeWithPasswords, profileOf, seedProfiles } from '../support/profiles.ts';
import { expect, test } from './viewer.ts';

/** Passwords that are typed, pasted and wrong, and stand nowhere else. */
const TYPED = 'marked-typed-s3cret';
const PASTED = 'marked-pasted-s3cret';
const WRONG = 'marked-wrong-s3cret';
const MARKED = /marked-(typed|pasted|wrong)-s3cret/;

/** Everything that the page's memory holds, after what is not used any more was thrown away. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  let snapshot = '';
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    snapshot += chunk;
  });
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return snapshot;
}

/** The text of every file in a folder but Chromium's own. */
function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !entry.parentPath.includes(join(folder, 'chromium')) && entry.name !== '.pgpass',
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** The command lines of a process and of all that it has started. */
function argumentsOf(pid: number): string {
  const children = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  });
  return [String(pid), ...children]
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}

test('marked passwords are in no file, log, message, command line, export, or memory of the page', async ({
  laboratory,
  start,
  directory,
}) => {
  test.skip(process.platform !== 'linux', 'command lines of processes are read in /proc');
  await laboratory.db.query(`DROP ROLE IF EXISTS marked; CREATE ROLE marked LOGIN PASSWORD '${TYPED}';
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO marked`);
  await seedProfiles(directory, [profileOf(laboratory.url, 'Lab')]);
  const env = { ...homeWithPasswords(directory, 'postgres'), LOG_LEVEL: 'trace' };
  const viewer = await start({ args: ['--profile', 'Lab'], directory, env });
  const { page } = viewer;
  try {
    await page.reload();
    const heard: string[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))));
    page.on('console', (message) => heard.push(message.text()));
    await page.reload();
    await expect(page.getByTestId('feed-state')).toHaveAttribute('data-state', 'live');

    // Pasted.
    await page.getByTestId('profile-switcher').click();
    await page.getByRole('button', { name: 'New profile…' }).click();
    let dialog = page.getByRole('dialog', { name: 'New profile' });
    await dialog.getByLabel('Name').fill(`postgres://marked:${PASTED}@127.0.0.1:1/oriole`);
    await dialog.getByLabel('Name').press('Control+A');
    await dialog.getByLabel('Name').press('Control+X');
    await page.keyboard.press('Control+V');
    await expect(dialog.getByLabel('Host')).toHaveValue('127.0.0.1');
    await dialog.getByLabel('Name').fill('Pasted');
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog.getByText('It does not work yet.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toBeHidden();

    // Typed, wrong at first.
    await page.getByTestId('profile-switcher').click();
    await page.getByRole('button', { name: 'New profile…' }).click();
    dialog = page.getByRole('dialog', { name: 'New profile' });
    const { hostname, port, pathname } = new URL(laboratory.url);
    await dialog.getByLabel('Name').fill('Typed');
    await dialog.getByLabel('Host').fill(hostname);
    await dialog.getByLabel('Port', { exact: true }).fill(port);
    await dialog.getByLabel('Database', { exact: true }).fill(pathname.slice(1));
    await dialog.getByLabel('User', { exact: true }).fill('marked');
    await dialog.getByLabel('Password', { exact: true }).focus();
    await page.keyboard.type(WRONG);
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await expect(dialog.getByTestId('check').filter({ hasText: 'The password was not accepted' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Save and connect' }).click();
    const prompt = page.getByRole('dialog', { name: 'Password of the database' });
    await prompt.getByLabel('Password of the database').focus();
    await page.keyboard.type(TYPED);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('feed-state')).toHaveAttribute('data-state', 'live');
    await expect(prompt).toBeHidden();

    await page.getByTestId('profile-switcher').click();
    await page.getByRole('button', { name: 'All profiles…' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const exported = join(directory, 'exported.json');
    await download.saveAs(exported);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    expect(readFileSync(exported, 'utf8')).toContain('Typed');
    if (viewer.desktop === null) expect(heard.join('').length).toBeGreaterThan(10_000);
    expect(heard.join('\n')).not.toMatch(MARKED);
    expect(viewer.output()).not.toMatch(MARKED);
    expect(argumentsOf(viewer.pid)).toContain('node');
    expect(argumentsOf(viewer.pid)).not.toMatch(MARKED);
    expect(textOf(directory)).toContain('schemaVersion');
    expect(textOf(directory)).not.toMatch(MARKED);
    const heap = await heapOf(page);
    expect(heap).toContain('profile-switcher');
    expect(heap.match(new RegExp(MARKED, 'g')) ?? []).toEqual([]);
  } finally {
    await viewer.close();
    await laboratory.db.query('DROP OWNED BY marked; DROP ROLE marked').catch(() => {});
  }
});
