import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildSession, PARTIAL } from '#core/sessions/build.ts';
import { startWebHost } from '#web/server.ts';
import { takeSession } from '#web/uploads.ts';
import { FACTS } from '../core/sessions/facts.ts';
import { duckdb, literal } from '../support/duckdb.ts';
import { openMonitor, temporaryFolder } from '../support/monitor.ts';
import { HAS_PYTHON, python } from '../support/python.ts';
import { ALL, nastyRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** Of the session that is made here. */
const ID = '6f9619ff-8b86-4011-b42d-00c04fc964ff';
const TOKEN = 'the-token-of-the-tests';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function serve() {
  const directory = temporaryFolder();
  const { monitor, client } = await openMonitor(
    { kind: 'url', url: 'postgres://nobody@127.0.0.1:1/no' },
    { directory },
  );
  const host = await startWebHost({
    monitor,
    host: '127.0.0.1',
    port: 0,
    token: TOKEN,
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => host.close());
  const base = new URL(host.url);
  const folder = join(directory, 'sessions');
  mkdirSync(folder, { recursive: true });
  const ask = (method: string, path: string, { headers = {}, body = '' as string | Buffer } = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      request(
        new URL(path, base),
        { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          );
        },
      )
        .on('error', reject)
        .end(body);
    });
  return { monitor, client, base, folder, ask };
}

async function aSession(): Promise<Buffer> {
  const path = join(temporaryFolder(), 'made.oriole');
  await buildSession(path, nastyRows(), ALL, { ...FACTS, id: ID }, () => {});
  return readFileSync(path);
}

const upload = (name: string) => `/sessions/upload?${new URLSearchParams({ name })}`;

describe('uploading a session', () => {
  test('the library takes it, and tells it like any other', async () => {
    const { ask, folder, client } = await serve();
    const body = await aSession();
    const { status, body: answer } = await ask('PUT', upload('a demonstration.oriole'), { body });
    expect(status).toBe(200);
    expect(JSON.parse(answer.toString())).toEqual({ id: `session:${ID}` });
    expect(readdirSync(folder)).toEqual(['a demonstration.oriole']);
    expect(readFileSync(join(folder, 'a demonstration.oriole'))).toEqual(body);
    expect((await client.sessions.read({})).entries).toMatchObject([{ name: 'test', state: 'closed', experiments: 2 }]);
  });

  test('and hands it out again, to those who have the token', async () => {
    const { ask } = await serve();
    const body = await aSession();
    await ask('PUT', upload('a demonstration.oriole'), { body });
    const file = `/sessions/file?${new URLSearchParams({ id: `session:${ID}` })}`;
    const answer = await ask('GET', file);
    expect(answer.body.equals(body)).toBe(true);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="a_demonstration.oriole"/);
    expect((await ask('GET', file, { headers: { authorization: '' } })).status).toBe(401);
    for (const id of ['', 'session:no', '../../etc/passwd']) {
      expect((await ask('GET', `/sessions/file?${new URLSearchParams({ id })}`)).status).toBe(404);
    }
  });

  test('nothing that is there is replaced', async () => {
    const { ask, folder } = await serve();
    writeFileSync(join(folder, 'same.oriole'), 'mine');
    expect((await ask('PUT', upload('same.oriole'), { body: await aSession() })).status).toBe(200);
    expect(readFileSync(join(folder, 'same.oriole'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).toSorted()).toEqual(['same 2.oriole', 'same.oriole']);
  });

  test.each([
    '../../escaped.oriole',
    '..\\..\\escaped.oriole',
    '/etc/escaped.oriole',
    'C:\\escaped.oriole',
    '..',
    '',
    '\0.oriole',
    'CON.oriole',
    '.hidden.oriole',
    `${'x'.repeat(5_000)}.oriole`,
    'a.oriole/../../b',
  ])('a file called %j stays in its folder', async (name) => {
    const { ask, folder } = await serve();
    expect((await ask('PUT', upload(name), { body: await aSession() })).status).toBe(200);
    const names = readdirSync(folder);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[^.].*\.oriole$/);
    expect(names[0]?.length).toBeLessThan(200);
    expect(existsSync(join(folder, '..', 'escaped.oriole'))).toBe(false);
  });

  test('without the token, or from another page, nothing is taken', async () => {
    const { ask, folder, base } = await serve();
    const body = await aSession();
    const strange = (headers: object) => ask('PUT', upload('a'), { headers, body });
    expect((await strange({ authorization: '' })).status).toBe(401);
    expect((await strange({ authorization: 'Bearer wrong-token' })).status).toBe(401);
    expect((await strange({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await strange({ origin: 'null' })).status).toBe(403);
    expect((await strange({ host: 'evil.example' })).status).toBe(421);
    expect(readdirSync(folder)).toEqual([]);
    expect((await strange({ origin: base.origin })).status).toBe(200);
  });

  test('nothing else can be written to', async () => {
    const { ask, folder } = await serve();
    for (const [method, path] of [
      ['POST', upload('a')],
      ['DELETE', upload('a')],
      ['PUT', '/sessions/uploads'],
      ['PUT', '/sessions/upload/'],
      ['PUT', '/'],
      ['PUT', '/exports/token/name'],
      ['OPTIONS', upload('a')],
    ] as const) {
      expect((await ask(method, path)).status).toBe(405);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('what is no session is not kept', async () => {
    const { ask, folder } = await serve();
    for (const body of ['', 'no session', Buffer.alloc(100_000)]) {
      const { status, body: answer } = await ask('PUT', upload('a.oriole'), { body });
      expect(status).toBe(422);
      expect(answer.toString()).toBe('This is not a session of Oriole Monitor. Nothing was kept of it.\n');
    }
    const newer = await aSession();
    newer.writeUInt32BE(999, 60);
    expect((await ask('PUT', upload('a.oriole'), { body: newer })).body.toString()).toContain('newer Oriole Monitor');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a sender that breaks off leaves nothing behind', async () => {
    const { base, folder, ask } = await serve();
    const body = await aSession();
    const socket = connect(Number(base.port), base.hostname);
    socket.on('error', () => {});
    socket.write(
      `PUT ${upload('half.oriole')} HTTP/1.1\r\nHost: ${base.host}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, body.length / 2));
    await until('something has come', () => readdirSync(folder).some((name) => name.endsWith(PARTIAL)));
    socket.destroy();
    await until('it is deleted', () => readdirSync(folder).length === 0);
    // The host goes on.
    expect((await ask('PUT', upload('whole.oriole'), { body })).status).toBe(200);
  });

  test.each([
    ['says its size', {}],
    ['does not', { 'transfer-encoding': 'chunked' }],
  ])('what the disk has no room for is refused, whether it %s', async (_, headers) => {
    const { monitor, folder } = await serve();
    const { createServer } = await import('node:http');
    const free = async () => 200_000_000 + 50_000;
    const server = createServer((incoming, response) => {
      void takeSession({ library: monitor.library, free }, incoming, response, new URL(upload('a'), 'http://x'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const answer = await fetchOnce(port ?? 0, headers, Buffer.alloc(100_000));
    expect(answer).toContain('413');
    expect(answer).toContain('not enough room');
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** A request whose sender reads the answer while it is still sending. */
function fetchOnce(port: number, headers: object, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method: 'PUT', headers: { ...headers } }, (response) => {
      let text = `${response.statusCode} `;
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('close', () => resolve(text));
    });
    outgoing.on('error', reject);
    if ('transfer-encoding' in headers) outgoing.write(body);
    else outgoing.end(body);
  });
}

describe('fetching an export', () => {
  async function exported(format: 'csv' | 'jsonl') {
    const host = await serve();
    const path = join(host.folder, 'source.oriole');
    writeFileSync(path, await aSession());
    const { id } = await host.monitor.library.addFile(path);
    const source = id ?? '';
    await host.client.sources.open({ profile: source });
    let download = '';
    for await (const step of await host.client.sessions.export({ source, format, name: 'über "alles"/1' })) {
      if (step.kind === 'failed') throw new Error(step.sentence);
      if (step.kind === 'done') download = step.download ?? '';
    }
    return { ...host, download };
  }

  test('a ZIP of three tables, of the size that was announced (opened by Python, where there is one)', async () => {
    const { ask, download } = await exported('csv');
    const { status, headers, body } = await ask('GET', download);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/zip',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition':
        'attachment; filename="_ber_alles_1-csv.zip"; filename*=UTF-8\'\'%C3%BCber%20alles%201-csv.zip',
    });
    const path = join(temporaryFolder(), 'a.zip');
    writeFileSync(path, body);
    if (!HAS_PYTHON) return;
    const files = python(
      `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z: z.extractall(sys.argv[2]); print(json.dumps([z.testzip(), sorted(z.namelist())]))`,
      path,
      temporaryFolder(),
    );
    expect(files).toEqual([null, ['agent_actions.csv', 'experiments.csv', 'mazes.csv']]);
  });

  test('it is gone once it was fetched', async () => {
    const { ask, download } = await exported('jsonl');
    const head = await ask('HEAD', download);
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    const { body } = await ask('GET', download);
    expect(String(body.length)).toBe(head.headers['content-length']);
    const path = join(temporaryFolder(), 'a.jsonl');
    writeFileSync(path, body);
    const query = await duckdb();
    expect(
      await query(`SELECT "table", count(*)::int AS n FROM read_json(${literal(path)}, columns = {"table": 'VARCHAR'}, format = 'newline_delimited',
        maximum_object_size = 10000000) GROUP BY 1 ORDER BY 1`),
    ).toEqual([
      { table: 'agent_actions', n: await nastyRows().count() },
      { table: 'experiments', n: 2 },
      { table: 'mazes', n: 1 },
    ]);
    await until('it is gone', async () => (await ask('GET', download)).status === 404);
  });

  test('what was broken off may be asked for again', async () => {
    const { ask, base, monitor } = await serve();
    const path = await monitor.exports.downloads.newPath();
    // More than the system takes from a sender before anybody has read it.
    writeFileSync(path, Buffer.alloc(24_000_000));
    const download = monitor.exports.downloads.offer({ path, form: 'file', name: 'large' });
    await new Promise<void>((resolve) => {
      const outgoing = request(
        new URL(download, base),
        { headers: { authorization: `Bearer ${TOKEN}` } },
        (response) => {
          response.once('data', () => {
            outgoing.destroy();
            resolve();
          });
          response.on('error', () => {});
        },
      );
      outgoing.on('error', () => {});
      outgoing.end();
    });
    expect((await ask('HEAD', download)).status).toBe(200);
  });

  test('strangers, guesses and paths find nothing', async () => {
    const { ask, download } = await exported('jsonl');
    expect((await ask('GET', download, { headers: { authorization: '' } })).status).toBe(401);
    for (const path of ['/exports/', '/exports/x/y', `/exports/${'A'.repeat(32)}/a`, '/exports/..%2f..%2fetc/passwd']) {
      expect((await ask('GET', path)).status).toBe(404);
    }
    expect((await ask('GET', download)).status).toBe(200);
  });
});
