import pg from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import { readSql } from '#core/paths.ts';
import type { SearchHit } from '#shared/contract.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { type Client, TRANSPORTS } from '../support/contract-clients.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';

describe.each(TRANSPORTS)('what a run says and used, over %s', (_, connect) => {
  let laboratory: Laboratory;
  let client: Client;
  let experimentId: number;

  beforeEach(async () => {
    laboratory = await ownLaboratory('tables');
    await laboratory.db.query('ALTER TABLE agent_actions ALTER step_number DROP NOT NULL');
    experimentId = await laboratory.addExperiment();
  });

  async function open(): Promise<void> {
    ({ client } = await connect((await settledMonitor(laboratory.url)).monitor));
  }

  async function say(step: number | null, reasoning: string | null, answer: string | null): Promise<number> {
    const { rows } = await laboratory.db.query<{ id: number }>(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success, reasoning, assistant_message)
       VALUES ($1, $2, 'recall_all', true, $3, $4) RETURNING id`,
      [experimentId, step, reasoning, answer],
    );
    return rows[0]?.id ?? 0;
  }

  async function search(text: string): Promise<{ hits: SearchHit[]; calls: number }> {
    const hits: SearchHit[] = [];
    for (let after: RunKey | null = null, calls = 1; ; calls++) {
      const reading = await client.runs.search({ experimentId, text, after });
      expect(reading.hits.length).toBeLessThanOrEqual(200);
      hits.push(...reading.hits);
      if (reading.next === null) return { hits, calls };
      after = reading.next;
    }
  }

  /** The found text, as the excerpt has it. */
  const marked = ({ excerpt, at, length }: SearchHit) => excerpt.slice(at, at + length);

  test('a text is found in both, once in each, in the order of the run', async () => {
    const last = await say(9, 'North again.', null);
    const first = await say(2, 'I go NORTH, and north.', 'North it is');
    const without = await say(null, null, 'due north');
    await say(3, 'south', 'norths end is not n o r t h');
    await open();
    const { hits } = await search('north');
    expect(hits.map(({ id, step, field }) => [id, step, field])).toEqual([
      [without, 0, 'answer'],
      [first, 2, 'reasoning'],
      [first, 2, 'answer'],
      [hits[3]?.id, 3, 'answer'],
      [last, 9, 'reasoning'],
    ]);
    expect(hits.map(marked)).toEqual(['north', 'NORTH', 'North', 'north', 'North']);
    expect(hits[1]?.excerpt).toBe('I go NORTH, and north.');
  });

  test('an excerpt is a line around the first place, with what is left out marked', async () => {
    const letters = 'x'.repeat(80);
    await say(1, `${letters}\n\tİstanbul\u2028${letters} İSTANBUL`, `😀${'é'.repeat(59)}istanbul`);
    await open();
    const { hits } = await search('istanbul');
    expect(hits.map(({ excerpt }) => excerpt)).toEqual([
      `…${'x'.repeat(58)}  İstanbul ${'x'.repeat(59)}…`,
      `😀${'é'.repeat(59)}istanbul`,
    ]);
    expect(hits.map(marked)).toEqual(['İstanbul', 'istanbul']);
  });

  test('a text means itself, and not a pattern', async () => {
    const texts = [
      '100% of it',
      'a_b',
      'c:\\dir\\x',
      '(a|b)*',
      '[0-9]+',
      "it's; DROP TABLE mazes;--",
      '$1',
      '{"x,y": 0}',
    ];
    for (const [step, text] of texts.entries()) await say(step, `before ${text} behind`, null);
    await open();
    for (const [step, text] of texts.entries()) {
      const { hits } = await search(text);
      expect(hits.map((hit) => [hit.step, marked(hit)])).toEqual([[step, text]]);
    }
    for (const text of ['%', '.*', 'a\0b', '\ud83d', 'a.b', '_%_']) {
      const { hits } = await search(text);
      expect(hits.map(({ step }) => step)).toEqual(text === '%' ? [0] : []);
    }
  });

  test('many hits and long runs come in several answers, each hit once', async () => {
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success, reasoning, assistant_message)
       SELECT $1, i / 3, 'recall_all', true, CASE WHEN i % 10 = 0 THEN 'the needle' ELSE 'hay' END,
              CASE WHEN i % 20 = 0 THEN 'Needle' END FROM generate_series(1, 12000) AS i`,
      [experimentId],
    );
    await open();
    const { hits, calls } = await search('needle');
    expect(calls).toBeGreaterThan(10);
    expect(hits).toHaveLength(1_200 + 600);
    expect(new Set(hits.map(({ id, field }) => `${id} ${field}`)).size).toBe(hits.length);
    const keys = hits.map(({ step, id }) => step * 1e6 + id);
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    expect((await search('no such thing')).hits).toEqual([]);
  });

  test('long texts are not sent around', async () => {
    await say(1, `${'lorem ipsum '.repeat(100_000)}needle${' dolor'.repeat(100_000)}`, null);
    await open();
    const [hit] = (await search('needle')).hits;
    expect(hit?.excerpt.length).toBe(60 + 'needle'.length + 60 + 2);
  });

  test('without the columns there are no hits and no usage', async () => {
    await say(1, 'needle', 'needle');
    await laboratory.db.query('ALTER TABLE agent_actions DROP reasoning');
    await open();
    expect((await search('needle')).hits.map(({ field }) => field)).toEqual(['answer']);
    await laboratory.db.query(
      `ALTER TABLE agent_actions DROP assistant_message, DROP input_tokens, DROP output_tokens, DROP cost_usd,
         DROP inference_duration_ms`,
    );
    await open();
    expect(await search('needle')).toEqual({ hits: [], calls: 1 });
    const { usage, next } = await client.runs.usage({ experimentId });
    expect([usage.id.length, next]).toEqual([0, null]);
  });

  test('usage comes in the order of the run, with what is not told as such', async () => {
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success, input_tokens, output_tokens, cost_usd,
                                  inference_duration_ms)
       VALUES ($1, 3, 'recall_all', true, null, null, null, 1200), ($1, 1, 'recall_all', true, 100, 20, 0.001234, 900),
              ($1, 2, 'recall_all', true, null, null, null, null), ($1, null, 'recall_all', true, 7, null, null, null)`,
      [experimentId],
    );
    await open();
    const parts = [];
    for (let after: RunKey | null = null; ; ) {
      const { usage, next } = await client.runs.usage({ experimentId, after });
      parts.push(usage);
      if (next === null) break;
      after = next;
    }
    expect(parts.flatMap(({ step }) => [...step])).toEqual([0, 1, 3]);
    expect(parts.flatMap(({ inputTokens }) => [...inputTokens])).toEqual([7, 100, -1]);
    expect(parts.flatMap(({ outputTokens }) => [...outputTokens])).toEqual([-1, 20, -1]);
    expect(parts.flatMap(({ costUsd }) => [...costUsd])).toEqual([Number.NaN, 0.001234, Number.NaN]);
    expect(parts.flatMap(({ inferenceMs }) => [...inferenceMs])).toEqual([Number.NaN, 900, 1200]);
  });

  test('usage of a long run comes in pages', async () => {
    await laboratory.db.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success, input_tokens)
       SELECT $1, i, 'recall_all', true, CASE WHEN i % 4 = 0 THEN i END FROM generate_series(1, 45000) AS i`,
      [experimentId],
    );
    await open();
    const tokens: number[] = [];
    let calls = 0;
    for (let after: RunKey | null = null; ; ) {
      const { usage, next } = await client.runs.usage({ experimentId, after });
      calls++;
      tokens.push(...usage.inputTokens);
      if (next === null) break;
      after = next;
    }
    expect(calls).toBe(3);
    expect(tokens).toEqual(Array.from({ length: 11_250 }, (__, n) => (n + 1) * 4));
  });
});

test('a database that is not in Unicode is searched as far as it goes', async () => {
  const laboratory = await ownLaboratory('empty');
  const url = new URL(laboratory.url);
  const name = `${url.pathname.slice(1)}_latin`;
  await laboratory.db.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(readSql('demo-schema'));
    await client.query(`INSERT INTO experiments (model_name, start_x, start_y) VALUES ('m', 1, 1)`);
    await client.query(
      `INSERT INTO agent_actions (experiment_id, step_number, action_type, success, reasoning)
       VALUES (1, 1, 'recall_all', true, 'Kein KAFFEE, ein CAFÉ')`,
    );
    const monitor = await settledMonitor(url.href);
    const ask = async (text: string) => (await monitor.client.runs.search({ experimentId: 1, text })).hits.length;
    expect([await ask('kaffee'), await ask('café'), await ask('кофе')]).toEqual([1, 1, 0]);
    await monitor.monitor.stop();
  } finally {
    await client.end();
    await laboratory.db.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});
