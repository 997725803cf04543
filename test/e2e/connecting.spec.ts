import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TunnelHop } from '#shared/domain/profile.ts';
import { homeWithPasswords, profileOf, seedProfiles } from '../support/profiles.ts';
import { makeKey, noSshd, Sshd } from '../support/sshd.ts';
import { expect, test } from './viewer.ts';

test('an SSH server is shown the first time, known the second, and refused with another key', async ({
  laboratory,
  start,
  directory,
}) => {
  test.skip(noSshd !== null, `a real SSH server: ${noSshd}`);
  const keyFile = makeKey(join(directory, 'id_ed25519'));
  const sshd = await Sshd.create([`${keyFile}.pub`]);
  try {
    const server: TunnelHop = { host: '127.0.0.1', port: sshd.port, user: sshd.user, way: 'key', keyFile };
    await seedProfiles(directory, [profileOf(laboratory.url, 'Far', {}, { tunnel: { server, jump: null } })]);
    const env = homeWithPasswords(directory, 'postgres');
    const viewer = await start({ args: ['--profile', 'Far'], directory, env });
    const { page } = viewer;
    const state = page.getByTestId('feed-state');
    const prompt = page.getByRole('dialog', { name: 'An SSH server that is not known yet' });
    await expect(prompt.getByTestId('fingerprint')).toHaveText(sshd.fingerprint());
    await prompt.getByRole('button', { name: 'Do not connect' }).click();
    await expect(state).toHaveAttribute('data-state', 'failed');
    await page.getByRole('button', { name: 'Look at its key…' }).click();
    await prompt.getByRole('button', { name: 'It is the same: connect' }).click();
    await expect(state).toHaveAttribute('data-state', 'live');
    expect(readFileSync(join(directory, 'known_hosts'), 'utf8')).toContain(`[127.0.0.1]:${sshd.port} ssh-ed25519`);

    await sshd.kill();
    await expect(state).toHaveAttribute('data-state', 'reconnecting');
    await sshd.renewKeys(['ed25519']);
    await expect(state).toHaveAttribute('data-state', 'failed', { timeout: 40_000 });
    await expect(state).toContainText('Somebody may sit in between');
    await expect(page.getByRole('button', { name: 'Look at its key…' })).toHaveCount(0);
  } finally {
    await sshd.remove();
  }
});

test('the desktop says what protects passwords, and stores none unasked where nothing does', async ({
  laboratory,
  start,
  directory,
  hostKind,
}) => {
  test.skip(hostKind === 'web', 'the web host stores no passwords');
  const { page, desktop } = await start({ args: ['--url', laboratory.url], directory });
  test.skip(desktop?.electronKind === 'electron', 'a real keychain is as it is');
  const imitate = (backend: string) =>
    desktop?.evaluate((electron, name) => {
      (electron as unknown as { safeStorage: { standIn: { backend: string } } }).safeStorage.standIn.backend = name;
    }, backend);
  const save = async (name: string, password: string) => {
    await page.reload();
    await page.getByTestId('profile-switcher').click();
    await page.getByRole('button', { name: 'New profile…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New profile' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Host').fill('localhost');
    await dialog.getByLabel('Database', { exact: true }).fill('oriole');
    await dialog.getByLabel('User', { exact: true }).fill('reader');
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    return dialog;
  };
  const stored = () => {
    try {
      return JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')).secrets.length;
    } catch {
      return 0;
    }
  };

  await imitate('gnome_libsecret');
  let dialog = await save('In the keyring', 'one');
  await expect(dialog).toContainText('the keyring of this desktop');
  await expect(dialog.getByRole('radio', { name: 'Store', exact: true })).toBeChecked();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(stored).toBe(1);

  await imitate('basic_text');
  dialog = await save('Not stored', 'two');
  await expect(dialog).toContainText('a key that is the same on every machine');
  await expect(dialog.getByRole('radio', { name: 'This session only' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(stored()).toBe(1);

  dialog = await save('Stored anyway', 'three');
  await dialog.getByText('Store anyway').click();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(stored).toBe(2);
});

test('a file is chosen in the desktop’s own dialog', async ({ laboratory, start, directory, hostKind }) => {
  test.skip(hostKind === 'web', 'a browser may be on another machine than the host');
  const { page, desktop } = await start({ args: ['--url', laboratory.url], directory });
  await desktop?.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/etc/ssl/rds.pem'] });
  });
  await page.getByTestId('profile-switcher').click();
  await page.getByRole('button', { name: 'New profile…' }).click();
  await page.getByRole('tab', { name: /^TLS/ }).click();
  await page.getByRole('button', { name: 'Choose Certificate authorities' }).click();
  await expect(page.getByLabel('Certificate authorities (sslrootcert)', { exact: true })).toHaveValue(
    '/etc/ssl/rds.pem',
  );
});

test('a first start shows the ways in, and the demo is one click away', async ({ start, directory, hostKind }) => {
  test.skip(hostKind === 'web', 'the web host begins with the demo');
  const { page } = await start({ directory, env: { HOME: directory, XDG_DATA_HOME: join(directory, 'data') } });
  await expect(page.getByRole('heading', { name: 'Oriole Monitor' })).toBeVisible();
  await page.getByRole('button', { name: 'New profile…' }).click();
  await expect(page.getByRole('dialog', { name: 'New profile' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Start the demo' })).toBeVisible();
});
