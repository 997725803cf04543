import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumOptions } from '../test/support/chromium.ts';
import { startWebHostProcess } from '../test/support/web-host.ts';
import { clock } from './percentiles.ts';

/** From the start of the installed program, with no database yet, to the first live step in the page. */
export async function measureColdStart() {
  const folder = await mkdtemp(join(tmpdir(), 'oriole-bench-'));
  await chmod(folder, 0o755);
  const browser = await chromium.launch(chromiumOptions('benches'));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const begin = clock();
  const host = await startWebHostProcess(['--demo', '--data-dir', join(folder, 'demo')]);
  await page.goto(host.url.href);
  await page.locator('[data-testid=maze][data-step]:not([data-step="0"])').first().waitFor({ timeout: 60_000 });
  const firstStepMs = clock() - begin;
  await browser.close();
  const { ms: stopMs } = await host.stop();
  await rm(folder, { recursive: true, force: true });
  return { firstStepMs, stopMs };
}
