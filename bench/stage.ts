import { chromium, type Page } from '@playwright/test';
import pg from 'pg';
import { chromiumOptions } from '../test/support/chromium.ts';
import { Laboratory } from '../test/support/laboratory.ts';
import { startWebHostProcess } from '../test/support/web-host.ts';
import { startServer } from './server.ts';

/** What a measurement stands on: a laboratory, the web host on it, and a page in a real Chromium. */
export interface Stage {
  readonly laboratory: Laboratory;
  readonly page: Page;
  visit(path: string): Promise<void>;
  end(): Promise<void>;
}

/** Starts everything anew, so that no measurement inherits another's load. */
export async function setUp(): Promise<Stage> {
  const server = await startServer();
  const laboratory = await Laboratory.create('triggers', server.url);
  const host = await startWebHostProcess(['--url', laboratory.url]);
  const browser = await chromium.launch(chromiumOptions('benches'));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(host.url.href);
  await page.locator('[data-testid=feed-state][data-state=live]').waitFor();
  return {
    laboratory,
    page,
    visit: async (path) => void (await page.goto(new URL(path, host.url.origin).href)),
    async end() {
      await browser.close();
      await host.stop();
      await laboratory.remove();
      await server.remove();
    },
  };
}

/** In the page: notes, in every frame, which step the maze shows. Drawn means the frame in which the mark changed. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames = { count: 0, drawn: [] as [step: number, at: number][] };
    Object.assign(window, { frames });
    const maze = document.querySelector<HTMLElement>('[data-testid=maze]');
    new MutationObserver(() => {
      frames.drawn.push([Number(maze?.dataset['step']), performance.timeOrigin + performance.now()]);
    }).observe(maze as HTMLElement, { attributeFilter: ['data-step'] });
    const tick = () => {
      frames.count++;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

/** What {@link watchFrames} noted. */
export function readFrames(page: Page): Promise<{ count: number; drawn: [step: number, at: number][] }> {
  return page.evaluate(() => (window as unknown as { frames: { count: number; drawn: [number, number][] } }).frames);
}

/** A bare listener beside the monitor: when did each step's notice arrive? */
export async function rawListener(url: string): Promise<{ heard: Map<number, number>; end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const heard = new Map<number, number>();
  client.on('notification', ({ payload }) => {
    heard.set(JSON.parse(payload ?? '{}').step_number, performance.timeOrigin + performance.now());
  });
  await client.query('LISTEN agent_action_update');
  return { heard, end: () => client.end() };
}
