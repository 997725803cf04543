import type { Page } from '@playwright/test';
import type { Laboratory } from '../support/laboratory.ts';
import { expect, openField, test } from './viewer.ts';

/** When the first experiment begins. */
const BEGIN = Date.UTC(2025, 4, 12, 12, 0, 0);
const SECOND = 1_000;

interface Past {
  readonly model: string;
  /** Seconds after {@link BEGIN}: its start, and its end. */
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly goal?: boolean;
}

/** Three that overlap: 10 steps in 10 s each, one begins 5 s after the other. An hour later, another one. */
const PASTS: readonly Past[] = [
  { model: 'first', from: 0, to: 10, steps: 10, goal: true },
  { model: 'second', from: 5, to: 15, steps: 10 },
  { model: 'third', from: 10, to: 20, steps: 10 },
  { model: 'later', from: 3_600, to: 3_610, steps: 10 },
];

/** Experiments of the past, each with an action every second from its first second on. Returns their ids. */
async function addPast(laboratory: Laboratory, pasts: readonly Past[]): Promise<number[]> {
  const maze = await laboratory.addMaze(openField(30, 9), 30, 9);
  const ids: number[] = [];
  for (const { model, from, to, steps, goal = false } of pasts) {
    const { rows } = await laboratory.db.query<{ id: number }>(
      `INSERT INTO experiments (model_name, maze_id, start_x, start_y, goal_found, started_at, completed_at)
       VALUES ($1, $2, 1, 1, $3, to_timestamp($4), to_timestamp($5)) RETURNING id`,
      [model, maze, goal, BEGIN / 1_000 + from, BEGIN / 1_000 + to],
    );
    const id = rows[0]?.id ?? 0;
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, from_x, from_y, to_x, to_y, success, "timestamp")
       SELECT $1, n, 'move_east', n, 1, n + 1, 1, true, to_timestamp($2 + n) FROM generate_series(1, $3) AS n`,
      [id, BEGIN / 1_000 + from, steps],
    );
    ids.push(id);
  }
  return ids;
}

/** The steps that the Wall shows, by model. */
const shown = (page: Page) =>
  page
    .locator('.wall-card')
    .evaluateAll((cards) =>
      Object.fromEntries(
        cards.map((card) => [
          card.querySelector('.wall-card-model')?.textContent,
          Number(card.querySelector('canvas')?.dataset['step']),
        ]),
      ),
    );
const at = (seconds: number) => `/?at=${BEGIN + seconds * SECOND}`;
const momentOf = async (page: Page) => Number(await page.getByTestId('moment').getAttribute('data-at'));

test('the Wall shows what was going on at a moment, each at its last action by then @page', async ({
  laboratory,
  viewer,
}) => {
  const [first = 0, second = 0] = await addPast(laboratory, PASTS);
  await viewer.visit(at(7.5));
  const { page } = viewer;
  await expect.poll(() => shown(page)).toEqual({ first: 7, second: 2 });
  await expect(page.getByRole('status').filter({ hasText: 'were running' })).toHaveText('2 experiments were running');
  const cards = page.locator('.wall-card');
  await expect(cards.nth(0)).toContainText('running');
  await expect(cards.nth(0)).toContainText('7 steps');

  // To the next action of any of them, and back.
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shown(page)).toEqual({ first: 8, second: 3 });
  await expect(page).toHaveURL(new RegExp(`at=${BEGIN + 8 * SECOND}$`));
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shown(page)).toEqual({ first: 7, second: 2 });

  // Events: the end of the first one, where the third one starts.
  await page.keyboard.press(']');
  await expect.poll(() => shown(page)).toEqual({ first: 10, second: 5, third: 0 });
  await expect(cards.nth(0)).toContainText('goal');
  await expect(page.getByTestId('timeline')).toHaveAttribute('aria-valuetext', /, 3 experiments were running$/);

  // The link leads to the same moment, also after a reload and by the way back.
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(new RegExp(`at=${BEGIN + 9 * SECOND}$`));
  await page.reload();
  await expect.poll(() => shown(page)).toEqual({ first: 9, second: 4 });
  await page.locator(`[data-testid=maze][data-experiment="${second}"]`).click();
  await expect(page).toHaveURL(new RegExp(`/run/${second}\\?step=4`));
  await expect(page.getByTestId('maze')).toHaveAttribute('data-step', '4');
  await page.goBack();
  await expect.poll(() => shown(page)).toEqual({ first: 9, second: 4 });
  await expect.poll(() => momentOf(page)).toBe(BEGIN + 9 * SECOND);
  await expect(page.locator(`[data-testid=maze][data-experiment="${first}"]`)).toHaveAttribute('data-agent', '10,1');
});

test('it is scrubbed and played, and Live returns to what is running @web', async ({ laboratory, viewer }) => {
  await addPast(laboratory, PASTS);
  const running = await laboratory.addExperiment('running', await laboratory.addMaze(openField(30, 9), 30, 9));
  await laboratory.addActions(running, 1, 3);
  await viewer.visit('/');
  const { page } = viewer;
  await expect.poll(() => shown(page)).toEqual({ running: 3 });
  await expect(page.getByTestId('follow')).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/\/(\?profile=[^&]*)?$/);

  await page.keyboard.press('Home');
  await expect.poll(() => shown(page)).toEqual({ first: 0 });
  expect(await momentOf(page)).toBe(BEGIN);
  await expect(page.getByTestId('follow')).toHaveAttribute('aria-pressed', 'false');

  // What comes meanwhile moves nothing.
  await laboratory.addAction(running, 4);
  const slider = page.getByTestId('timeline');
  await slider.focus();
  const box = await slider.boundingBox();
  if (!box) throw new Error('no timeline');
  // The pauses are shortened to 30 s: 20 s, a pause, 10 s, a pause, and what is running.
  await page.mouse.click(box.x + 2, box.y + box.height / 2);
  await expect.poll(() => shown(page)).toHaveProperty('first');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Pause/ })).toBeVisible();
  await expect.poll(() => momentOf(page)).toBeGreaterThan(BEGIN);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Play/ })).toBeVisible();
  await expect(page).toHaveURL(/at=\d+/);

  // Played to the end, across the pauses, it goes on live.
  for (let n = 0; n < 5; n++) await page.keyboard.press('>');
  await page.keyboard.press('Space');
  await expect.poll(() => shown(page)).toEqual({ running: 4 });
  await expect(page.getByTestId('follow')).toHaveAttribute('aria-pressed', 'true');

  await page.keyboard.press('Home');
  await expect.poll(() => shown(page)).toHaveProperty('first');
  await page.keyboard.press('l');
  await expect.poll(() => shown(page)).toEqual({ running: 4 });
  await laboratory.addAction(running, 5);
  await expect.poll(() => shown(page)).toEqual({ running: 5 });
  await expect(page).toHaveURL(/\/(\?profile=[^&]*)?$/);
});

test('pauses are shortened or as they were, and the moment stays @web', async ({ laboratory, viewer }) => {
  await addPast(laboratory, PASTS);
  await viewer.visit(at(3_605));
  const { page } = viewer;
  await expect.poll(() => shown(page)).toEqual({ later: 5 });
  const slider = page.getByTestId('timeline');
  const share = async () => {
    const [head, line] = [await page.locator('.timeline-thumb').boundingBox(), await slider.boundingBox()];
    return ((head?.x ?? 0) - (line?.x ?? 0)) / (line?.width ?? 1);
  };
  // 55 s of some 90 s, and then 3,605 s of all the time until now.
  expect(await share()).toBeGreaterThan(0.3);
  await page.keyboard.press('t');
  await expect.poll(share).toBeLessThan(0.1);
  await expect.poll(() => shown(page)).toEqual({ later: 5 });
  expect(await momentOf(page)).toBe(BEGIN + 3_605 * SECOND);
});

test('a moment at which nothing went on is said @web', async ({ laboratory, viewer }) => {
  await addPast(laboratory, PASTS);
  await viewer.visit(at(1_800));
  const { page } = viewer;
  await expect(page.getByText('No experiment was running at this moment.')).toBeVisible();
  await page.keyboard.press(']');
  await expect.poll(() => shown(page)).toEqual({ later: 0 });
});

test('experiments without any time are said to be in the list @web', async ({ laboratory, open }) => {
  await addPast(laboratory, PASTS);
  await laboratory.db.query('UPDATE experiments SET started_at = NULL, completed_at = NULL');
  await laboratory.db.query('UPDATE agent_actions SET "timestamp" = NULL');
  const { page, visit } = await open(laboratory.url);
  await visit(at(5));
  await expect(page.getByText('No experiment says when it was.')).toBeVisible();
});

test('an outage of the feed is marked and said @web', async ({ laboratory, viewer }) => {
  await addPast(laboratory, PASTS);
  await viewer.visit('/');
  const { page } = viewer;
  await expect(page.getByTestId('timeline')).toBeVisible();
  await laboratory.endMonitors();
  const state = page.getByTestId('feed-state');
  // Where the connection is back before anybody saw it, the history tells.
  await expect(state).toHaveAttribute('data-state', 'live');
  await expect(async () => {
    await page.keyboard.press('l');
    await page.keyboard.press('[');
    await expect(page.getByTestId('timeline')).toHaveAttribute('aria-valuetext', /feed gap: /, { timeout: 1_000 });
  }).toPass();
  await expect(page.getByText(/^Feed gap: /)).toBeVisible();
});
