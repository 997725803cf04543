import { request } from 'node:http';
import { connect } from 'node:net';
import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Monitor } from '#core/monitor.ts';
import { startWebHost } from '#web/server.ts';
import { readEvents, type SentEvent } from '../support/event-source.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { settledMonitor, startMonitor } from '../support/monitor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

const TOKEN = 'the-token-of-the-tests';

async function serve(monitor: Monitor): Promise<URL> {
  const log = pino({ level: 'silent' });
  const host = await startWebHost({ monitor, host: '127.0.0.1', port: 0, token: TOKEN, log });
  onTestFinished(() => host.close());
  return new URL(host.url);
}

/** A plain request, with any Host header. */
function ask(
  url: URL,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('access', () => {
  let base: URL;

  beforeEach(async () => {
    const { monitor } = await startMonitor({ kind: 'url', url: 'postgres://nobody@127.0.0.1:1/nothing' });
    base = await serve(monitor);
  });

  const at = (path: string) => new URL(path, base);

  test('a page without the token is refused with what to do', async () => {
    const answer = await ask(at('/'));
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('complete URL');
    expect((await ask(at('/?token=wrong'))).status).toBe(401);
    expect((await ask(at('/stream/1'))).status).toBe(401);
    expect((await ask(at('/assets/x.js'))).status).toBe(401);
  });

  test('the token in the URL becomes a strict cookie that no script can read', async () => {
    const answer = await ask(base);
    const cookie = String((answer.headers['set-cookie'] as string[] | undefined)?.[0]);
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    const byCookie = await ask(at('/'), { cookie: cookie.split(';')[0] ?? '' });
    expect(byCookie.status).not.toBe(401);
    expect(byCookie.headers['set-cookie']).toBeUndefined();
  });

  test('a page carries a policy that lets nothing in from elsewhere', async () => {
    const { headers } = await ask(base);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test('another Host header is refused: a rebound name is not this server', async () => {
    expect((await ask(base, { host: 'evil.example' })).status).toBe(421);
    expect((await ask(at('/healthz'), { host: 'evil.example:80' })).status).toBe(421);
    expect((await ask(base, { host: `localhost:${base.port}` })).status).not.toBe(421);
  });

  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/..%5c..%5cpackage.json',
    '/%00',
  ])('the path %s stays inside the viewer', async (path) => {
    const answer = await ask(new URL(`${base.origin}${path}?token=${TOKEN}`));
    expect(answer.body).not.toContain('"oriole-monitor"');
  });

  test('only reading requests are answered', async () => {
    expect((await fetch(base, { method: 'POST' })).status).toBe(405);
  });

  const opens = (path: string, headers: Record<string, string>) =>
    new Promise<boolean>((resolve) => {
      const url = at(path);
      url.protocol = 'ws:';
      const socket = new WebSocket(url, { headers });
      socket.on('open', () => {
        socket.close();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });

  test("the contract opens for this server's own pages and for programs with the token", async () => {
    expect(await opens(`/contract?token=${TOKEN}`, { origin: base.origin })).toBe(true);
    expect(await opens('/contract', { authorization: `Bearer ${TOKEN}` })).toBe(true);
  });

  test.each([
    ['without the token', '/contract', {}],
    ['with a wrong token', '/contract?token=guess', {}],
    ['from a page of another origin', `/contract?token=${TOKEN}`, { origin: 'https://evil.example' }],
    ['from a sandboxed page', `/contract?token=${TOKEN}`, { origin: 'null' }],
    ['for another host', `/contract?token=${TOKEN}`, { host: 'evil.example' }],
    ['at another path', `/other?token=${TOKEN}`, {}],
  ] as const)('the contract stays shut %s', async (_, path, headers) => {
    expect(await opens(path, headers)).toBe(false);
  });

  test('a malformed address and a connection that is torn away do it no harm', async () => {
    const raw = (text: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(base.port), '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (chunk) => {
          answer += chunk;
        });
        socket.on('close', () => resolve(answer));
      });
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nHost: localhost\r\n\r\n';
    expect(await raw(`GET // HTTP/1.1\r\n${upgrade}`)).toBe('');
    expect(await raw('GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toContain('400');
    for (let i = 0; i < 20; i++) {
      const socket = connect(Number(base.port), '127.0.0.1', () => {
        socket.write(`GET /contract HTTP/1.1\r\n${upgrade}`);
        socket.resetAndDestroy();
      });
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
    }
    expect((await ask(at('/healthz'))).status).toBe(503);
  });

  test('healthz tells the state without a token, and no more than that', async () => {
    const answer = await ask(at('/healthz'));
    expect(answer.status).toBe(503);
    const { feed } = JSON.parse(answer.body);
    expect(feed.state).toMatch(/^(connecting|reconnecting)$/);
    expect(feed.reason.length).toBeGreaterThan(5);
    expect(answer.body).not.toContain('127.0.0.1');
  });
});

describe('the event stream', () => {
  let laboratory: Laboratory;
  let experiment: number;
  let base: URL;

  beforeEach(async () => {
    laboratory = await ownLaboratory('triggers');
    experiment = await laboratory.addExperiment('streamed');
    base = await serve((await settledMonitor(laboratory.url)).monitor);
  });

  const stream = (query = '', id: number | string = experiment) =>
    new URL(`/stream/${id}?token=${TOKEN}${query}`, base);
  const idsOf = (events: readonly SentEvent[]) =>
    events.filter(({ event }) => event === 'agent_action_update').map(({ data }) => data['id']);

  test("starts with what comes now, in the proposal's fields", async () => {
    await laboratory.addAction(experiment, 1);
    await until(
      'it came',
      async () => (await readEvents(stream('&after=0'), (events) => events.length === 1)).length === 1,
    );
    let id = 0;
    const events = await readEvents(stream(), ({ length }) => length === 1, {
      onOpen: () =>
        void laboratory.addAction(experiment, 2).then((added) => {
          id = added;
        }),
    });
    await until('the insert is done', () => id > 0);
    expect(events[0]?.data).toMatchObject({
      id,
      experiment_id: experiment,
      step_number: 2,
      action_type: 'move_east',
      success: true,
    });
    expect(Object.keys(events[0]?.data ?? {})).toEqual([
      'id',
      'experiment_id',
      'step_number',
      'action_type',
      'from_x',
      'from_y',
      'to_x',
      'to_y',
      'success',
      'timestamp',
    ]);
  });

  test('after=0 starts with the first action', async () => {
    await laboratory.addActions(experiment, 1, 2_500);
    const events = await readEvents(stream('&after=0'), ({ length }) => length >= 2_500);
    expect(idsOf(events)).toEqual(await laboratory.idsOf(experiment));
  });

  test('resumes behind any event without a gap, late commits included', async () => {
    await laboratory.addActions(experiment, 1, 5);
    const slow = await laboratory.db.connect();
    await slow.query('BEGIN');
    const late = await laboratory.addAction(experiment, 6, slow);
    await laboratory.addActions(experiment, 7, 5);
    const before = await readEvents(stream('&after=0'), ({ length }) => length === 10);
    await slow.query('COMMIT');
    slow.release();
    const all = await laboratory.idsOf(experiment);
    for (const [index, { id }] of before.entries()) {
      const had = idsOf(before.slice(0, index + 1));
      const wanted = all.length - had.length;
      const byHeader = await readEvents(stream(), ({ length }) => length >= wanted, {
        headers: { 'last-event-id': id },
      });
      expect([...had, ...idsOf(byHeader)].toSorted()).toEqual(all.toSorted());
      if (index > 0) continue;
      const byQuery = await readEvents(stream(`&after=${id}`), ({ length }) => length >= wanted);
      expect(idsOf(byQuery)).toContain(late);
    }
  });

  test('tells a completion, after the last action', async () => {
    const events = await readEvents(stream(), (all) => all.some(({ event }) => event === 'experiment_complete'), {
      onOpen: () =>
        void laboratory
          .addActions(experiment, 1, 20)
          .then(() =>
            laboratory.db.query('UPDATE experiments SET completed_at = now(), goal_found = true WHERE id = $1', [
              experiment,
            ]),
          ),
    });
    expect(events).toHaveLength(21);
    expect(events.at(-1)?.data).toEqual({ experiment_id: experiment, model_name: 'streamed', goal_found: true });
    const again = await readEvents(stream('&after=0'), (all) =>
      all.some(({ event }) => event === 'experiment_complete'),
    );
    expect(again.map(({ event }) => event).indexOf('experiment_complete')).toBe(20);
  });

  test('carries all experiments without a number', async () => {
    const other = await laboratory.addExperiment('other');
    const url = new URL(`/stream?token=${TOKEN}&after=0`, base);
    await laboratory.addAction(experiment, 1);
    await laboratory.addAction(other, 1);
    const events = await readEvents(url, ({ length }) => length === 2);
    expect(events.map(({ data }) => data['experiment_id'])).toEqual([experiment, other]);
  });

  test('goes on after the database was away', async () => {
    const proxy = await startProxy(laboratory.url);
    onTestFinished(() => proxy.close());
    const { monitor, source } = await settledMonitor(proxy.url);
    const host = await serve(monitor);
    const url = new URL(`/stream/${experiment}?token=${TOKEN}`, host);
    const events = await readEvents(url, ({ length }) => length === 501, {
      onOpen: () =>
        void (async () => {
          await laboratory.addAction(experiment, 1);
          await until('the first came', () => source.status.actions === 1);
          proxy.open(false);
          await laboratory.addActions(experiment, 2, 500);
          proxy.open(true);
        })(),
    });
    expect(idsOf(events)).toEqual(await laboratory.idsOf(experiment));
  });

  test('answers an unknown experiment with 404 and a foreign cursor with 400', async () => {
    expect((await fetch(stream('', 999_999))).status).toBe(404);
    expect((await fetch(stream('', 'x'))).status).toBe(404);
    expect((await fetch(stream('&after=nonsense'))).status).toBe(400);
  });
});
