import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import pg from 'pg';
import { examine } from '#core/database/doctor.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { chromiumOptions } from '../test/support/chromium.ts';
import { Laboratory } from '../test/support/laboratory.ts';
import { homeWithPasswords, profileOf, seedProfiles } from '../test/support/profiles.ts';
import { startWebHostProcess } from '../test/support/web-host.ts';
import { addExperiments } from './feed-stage.ts';
import { percentile } from './percentiles.ts';
import { startServer } from './server.ts';

const EXPERIMENTS = 200;
/** As many as a batch has; the others are completed. */
const RUNNING = 12;
const SWITCHES = 20;
const DOCTORS = 10;

/**
 * Two databases and a window: from the key that switches to the frame that shows the other one live with its first
 * experiments. Beside it, what no program can do without: three connections, and the same list asked for.
 */
export async function measureSwitch() {
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'oriole-bench-'));
  const laboratories = [
    await Laboratory.create('triggers', server.url),
    await Laboratory.create('triggers', server.url),
  ];
  for (const [index, laboratory] of laboratories.entries()) {
    await addExperiments(laboratory, EXPERIMENTS);
    await laboratory.db.query(`UPDATE experiments SET model_name = 'database ${index}',
      completed_at = CASE WHEN id <= ${EXPERIMENTS - RUNNING} THEN now() END`);
  }
  const names = ['One', 'Two'];
  await seedProfiles(
    folder,
    laboratories.map(({ url }, index) => profileOf(url, names[index] ?? '')),
  );
  const env = { ...process.env, ...homeWithPasswords(folder, 'postgres'), ORIOLE_CONFIG_DIR: folder };
  // Started on a third one: what the web host itself watches is not what is switched between.
  const host = await startWebHostProcess(['--url', server.url], env);
  const browser = await chromium.launch(chromiumOptions('benches'));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(host.url.href);
  await page.getByTestId('profile-switcher').waitFor();
  const times: number[] = [];
  for (let turn = 0; turn < SWITCHES + 2; turn++) {
    const to = turn % laboratories.length;
    const ms = await timeSwitch(page, to + 2, `database ${to}`);
    // The first of each warms up.
    if (turn >= laboratories.length) times.push(ms);
  }
  const bare: number[] = [];
  for (let turn = 0; turn < SWITCHES; turn++) {
    bare.push(await timeBare(laboratories[turn % laboratories.length]?.url ?? ''));
  }
  await browser.close();
  await host.stop();
  for (const laboratory of laboratories) await laboratory.remove();
  await server.remove();
  await rm(folder, { recursive: true, force: true });
  return { p50: percentile(times, 0.5), slowest: Math.max(...times), bareP50: percentile(bare, 0.5) };
}

/** Presses the key of the n-th profile; answers when a frame was drawn in which it is live and lists its experiments. */
async function timeSwitch(page: Page, place: number, model: string): Promise<number> {
  await page.evaluate((wanted) => {
    const switched = new Promise<number>((resolve) => {
      let pressed = 0;
      const press = () => {
        pressed = performance.now();
      };
      window.addEventListener('keydown', press, { capture: true, once: true });
      const look = () => {
        const state = document.querySelector<HTMLElement>('[data-testid=feed-state]')?.dataset['state'];
        const row = document.querySelector('[data-testid=experiment-row]')?.textContent ?? '';
        if (pressed > 0 && state === 'live' && row.includes(wanted)) {
          // In the next frame it is on the screen.
          requestAnimationFrame(() => resolve(performance.now() - pressed));
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    Object.assign(window, { switched });
  }, model);
  await page.keyboard.press(`Alt+Digit${place}`);
  return await page.evaluate(() => (window as unknown as { switched: Promise<number> }).switched);
}

async function timeBare(url: string): Promise<number> {
  const began = performance.now();
  const clients = [1, 2, 3].map(() => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]?.query('SELECT * FROM experiments ORDER BY id DESC LIMIT 1000');
  const ms = performance.now() - began;
  await Promise.all(clients.map((client) => client.end()));
  return ms;
}

/** All checks of a healthy database on this machine. */
export async function measureDoctor() {
  const server = await startServer();
  const laboratory = await Laboratory.create('triggers', server.url);
  const [experiment = 0] = await addExperiments(laboratory, 1);
  await laboratory.addActions(experiment, 1, 10_000);
  const times: number[] = [];
  for (let turn = 0; turn < DOCTORS; turn++) {
    const began = performance.now();
    for await (const { state } of examine(targetFromUrl(laboratory.url))) {
      if (state === 'failed') throw new Error('the database is not healthy');
    }
    times.push(performance.now() - began);
  }
  await laboratory.remove();
  await server.remove();
  return { p50: percentile(times, 0.5), slowest: Math.max(...times) };
}
