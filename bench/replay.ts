import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { percentile } from './percentiles.ts';
import { readFrames, type Stage, setUp, watchFrames } from './stage.ts';

const STEPS = 1_000_000;
const SIDE = 1_000;
const SEEKS = 100;
const DRAG_SECONDS = 5;

/** What the replay of a long run costs in a page. */
export interface ReplayFigures {
  /** From pressing the timeline to the frame that draws the step, milliseconds. */
  readonly seekP50: number;
  readonly seekP99: number;
  /** From pressing anything to the next frame of the same page, which draws nothing new. */
  readonly emptyP50: number;
  readonly emptyP99: number;
  readonly dragFrames: number;
  /** Frames of the drag that showed another step than the one under the pointer when they were drawn. */
  readonly dragStale: number;
  /** What the viewer's run takes, bytes a step. */
  readonly bytesPerStep: number;
}

/** A run of 1,000,000 steps on 1000 × 1000: seeking anywhere, and dragging the playhead along. */
export async function measureReplay(): Promise<ReplayFigures> {
  const stage = await setUp();
  const { page } = stage;
  const experiment = await makeLongRun(stage);
  await stage.visit(`/run/${experiment}`);
  await page.locator(`[data-testid=maze][data-step="${STEPS}"]`).waitFor({ timeout: 300_000 });
  // What was seen follows; seeking is measured once it is there.
  await page.locator('[data-testid=playhead-facts][data-complete]').waitFor({ timeout: 300_000 });
  await page.locator('[data-testid=timeline]').hover();
  await delay(1_000);
  const empty = await seek(page, null);
  const seeks = await seek(page, SEEKS);
  const drag = await dragAlong(page);
  const bytes = Number(await page.getByTestId('playhead-facts').getAttribute('data-bytes'));
  await stage.end();
  return {
    seekP50: percentile(seeks, 0.5),
    seekP99: percentile(seeks, 0.99),
    emptyP50: percentile(empty, 0.5),
    emptyP99: percentile(empty, 0.99),
    ...drag,
    bytesPerStep: bytes / STEPS,
  };
}

/** A walk that fills the maze, with what it saw; generated in the database. */
async function makeLongRun({ laboratory }: Pick<Stage, 'laboratory'>): Promise<number> {
  const grid = Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (__, x) =>
      x === SIDE - 2 && y === SIDE - 2 ? 2 : (x * 7 + y * 13) % 11 === 0 ? 1 : 0,
    ),
  );
  const experiment = await laboratory.addExperiment('long', await laboratory.addMaze(grid, SIDE, SIDE));
  await laboratory.db.query('ALTER TABLE agent_actions DISABLE TRIGGER USER');
  await laboratory.db.query(
    `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, turn_number,
                                "timestamp", reasoning, tiles_seen)
     SELECT $1, i + 1, (ARRAY['move_east', 'move_south', 'move_west', 'move_north'])[1 + i % 4],
            i % ${SIDE}, i / ${SIDE}, (i + 1) % ${SIDE}, (i + 1) / ${SIDE} % ${SIDE}, i % 17 <> 0, i / 4,
            now() - (1000000 - i) * interval '1 second', repeat('because ', 30),
            (SELECT jsonb_object_agg((i % ${SIDE} + dx) || ',' || (i / ${SIDE} + dy), 0)
               FROM generate_series(-2, 2) AS dx, generate_series(-2, 2) AS dy)
       FROM generate_series(0, $2::int - 1) AS i`,
    [experiment, STEPS],
  );
  await laboratory.db.query('ALTER TABLE agent_actions ENABLE TRIGGER USER');
  await laboratory.db.query('UPDATE experiments SET completed_at = now() WHERE id = $1', [experiment]);
  await laboratory.db.query('ANALYZE');
  return experiment;
}

/**
 * In the page: presses the timeline at random places, one after the other, and takes the time to the frame that draws
 * the step. Input is made in the page itself: what the automation takes is not the viewer's.
 * @param count null: presses a button that changes nothing instead, as often
 */
function seek(page: Page, count: number | null): Promise<number[]> {
  return page.evaluate(
    async ([times, isEmpty]) => {
      const timeline = document.querySelector<HTMLElement>('[data-testid=timeline]');
      const maze = document.querySelector<HTMLElement>('[data-testid=maze]');
      if (!timeline || !maze) throw new Error('no run is shown');
      const box = timeline.getBoundingClientRect();
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const took: number[] = [];
      for (let i = 0; i < times; i++) {
        await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 40));
        const before = maze.dataset['step'];
        const at = performance.now();
        const x = box.left + Math.random() * (box.width - 1);
        const init = {
          clientX: x,
          clientY: box.top + 20,
          pointerId: 1,
          isPrimary: true,
          bubbles: true,
          button: 0,
          buttons: 1,
        };
        const drawn = isEmpty
          ? Promise.resolve()
          : new Promise<void>((resolve) => {
              const observer = new MutationObserver(() => {
                observer.disconnect();
                resolve();
              });
              observer.observe(maze, { attributeFilter: ['data-step'] });
            });
        if (!isEmpty) {
          timeline.dispatchEvent(new PointerEvent('pointerdown', init));
          timeline.dispatchEvent(new PointerEvent('pointerup', { ...init, buttons: 0 }));
        }
        if (!isEmpty && maze.dataset['step'] !== before) throw new Error('drawn before its frame');
        await drawn;
        if (isEmpty) await frame();
        took.push(performance.now() - at);
      }
      return took;
    },
    [count ?? SEEKS, count === null] as const,
  );
}

/** Drags the playhead to and fro for some seconds, with a real mouse, and looks at every frame. */
async function dragAlong(page: Page): Promise<{ dragFrames: number; dragStale: number }> {
  const box = await page.getByTestId('timeline').boundingBox();
  if (!box) throw new Error('no timeline');
  await page.evaluate(() => {
    const timeline = document.querySelector<HTMLElement>('[data-testid=timeline]');
    const maze = document.querySelector<HTMLElement>('[data-testid=maze]');
    const thumb = document.querySelector<HTMLElement>('.timeline-thumb');
    if (!timeline || !maze || !thumb) throw new Error('no run is shown');
    const seen = { pointer: 0, frames: 0, stale: 0 };
    Object.assign(window, { seen });
    const box = timeline.getBoundingClientRect();
    timeline.addEventListener('pointermove', (event) => (seen.pointer = event.clientX - box.left));
    const steps = Number(timeline.getAttribute('aria-valuemax'));
    // Drawn in a task after the frame's callbacks: then the maze shows what it will show.
    const look = () => {
      setTimeout(() => {
        seen.frames++;
        const shown = (Number(maze.dataset['step']) / steps) * box.width;
        if (Math.abs(shown - seen.pointer) > 3) seen.stale++;
      });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.mouse.move(box.x + 5, box.y + 20);
  await page.mouse.down();
  await watchFrames(page);
  const before = await readFrames(page);
  const end = performance.now() + DRAG_SECONDS * 1_000;
  for (let i = 0; performance.now() < end; i++) {
    const share = 0.5 - 0.48 * Math.cos(i / 25);
    await page.mouse.move(box.x + share * box.width, box.y + 20);
  }
  const after = await readFrames(page);
  await page.mouse.up();
  const { stale } = await page.evaluate(() => (window as unknown as { seen: { stale: number } }).seen);
  return { dragFrames: (after.count - before.count) / DRAG_SECONDS, dragStale: stale };
}
