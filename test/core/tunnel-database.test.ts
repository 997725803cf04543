import { createServer } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { Connector } from '#core/database/connect.ts';
import { explain } from '#core/database/problem.ts';
import { InvalidTargetError } from '#core/database/settings.ts';
import { type ConnectionTarget, describeTarget, targetFromUrl } from '#core/database/target.ts';
import { Catalogue } from '#core/experiments/catalogue.ts';
import { Feed } from '#core/feed/feed.ts';
import { FeedLog } from '#core/feed/log.ts';
import { FeedState } from '#core/feed/state.ts';
import { Tail } from '#core/feed/tail.ts';
import type { TunnelSettings } from '#core/tunnel/settings.ts';
import { Authority, canMakeCertificates } from '../support/certificates.ts';
import { except, report, statesOf } from '../support/doctor.ts';
import { freePort } from '../support/free-port.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';
import { noSshd, Sshd } from '../support/sshd.ts';
import { TlsPostgres } from '../support/tls-postgres.ts';
import { Traveller } from '../support/traveller.ts';
import { until } from '../support/until.ts';

const SECRET = 'marked-Passw0rd';

if (noSshd !== null) console.log(`Tests of databases behind SSH servers are skipped: ${noSshd}.`);

describe.skipIf(noSshd !== null)('a database behind an SSH server (needs sshd)', () => {
  let traveller: Traveller;
  let sshd: Sshd;

  beforeAll(async () => {
    traveller = new Traveller(SECRET);
    sshd = await Sshd.create(traveller.publicKeys);
  });

  afterAll(async () => {
    await sshd?.remove();
    traveller?.remove();
  });

  beforeEach(() => traveller.knows(line(sshd)));

  const line = (server: Sshd) => `[127.0.0.1]:${server.port} ${server.publicKey()}`;
  const through = (more: Parameters<Traveller['hop']>[1] = {}) => traveller.settings(traveller.hop(sshd, more));

  function targetBehind(text: string, tunnel: TunnelSettings = through()): ConnectionTarget {
    return { ...targetFromUrl(text, { HOME: traveller.folder }), tunnel };
  }

  function connector(target: ConnectionTarget): Connector {
    const made = new Connector(target);
    onTestFinished(() => made.end());
    return made;
  }

  /** Connects, and says why not. */
  async function problemOf(target: ConnectionTarget) {
    return await connector(target)
      .connect(() => {})
      .then(
        () => Promise.reject(new Error('it was connected')),
        (error: unknown) => explain(error),
      );
  }

  test('all connections go through one SSH connection, which ends with them', async () => {
    const laboratory = await ownLaboratory('tables');
    const made = connector(targetBehind(laboratory.url));
    const connections = [await made.connect(() => {})];
    const { serving } = sshd;
    expect(serving).toBeGreaterThan(0);
    connections.push(await made.connect(() => {}));
    expect(sshd.serving).toBe(serving);
    for (const connection of connections) {
      const before = connection.bytesRead;
      expect((await connection.query<{ one: string }>("SELECT repeat('x', 1000) AS one")).rows[0]?.one).toHaveLength(
        1000,
      );
      expect(connection.bytesRead).toBeGreaterThan(before + 1000);
    }
    const [report] = (await made.openTunnel()) ?? [];
    expect(report?.by).toBe('key');
    // What the server sees is the SSH server's end, twice.
    const { rows } = await laboratory.db.query(
      "SELECT count(DISTINCT client_port)::int FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
    );
    expect(rows).toEqual([{ count: 2 }]);
    await Promise.all([made.end(), ...connections.map((connection) => connection.end())]);
    await until('its sessions are gone', async () => {
      const left = await laboratory.db.query(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'oriole-monitor' AND datname = current_database()",
      );
      return left.rows.length === 0;
    });
    await until('the SSH connection is gone', () => sshd.serving === 0);
  });

  test('large answers come through whole', async () => {
    const connection = await connector(targetBehind(inject('postgresUrl'))).connect(() => {});
    const { rows } = await connection.query<{ n: number; text: string }>(
      'SELECT n, repeat(chr(97 + n % 26), 100000) AS text FROM generate_series(1, 200) AS n',
    );
    expect(rows).toHaveLength(200);
    for (const { n, text } of rows) expect(text).toBe(String.fromCharCode(97 + (n % 26)).repeat(100_000));
    expect(connection.bytesRead).toBeGreaterThan(20_000_000);
    await connection.end();
  });

  test('a loss of the SSH connection is told as that, to each connection once', async () => {
    const made = connector(targetBehind(inject('postgresUrl')));
    const told: unknown[] = [];
    const connections = [
      await made.connect((error) => told.push(error)),
      await made.connect((error) => told.push(error)),
    ];
    const asked = connections[0]?.query('SELECT pg_sleep(20)').catch((error: unknown) => error);
    await sshd.kill();
    onTestFinished(() => sshd.start());
    await until('both are told', () => told.length === 2);
    expect(told).toMatchObject([{ kind: 'lost' }, { kind: 'lost' }]);
    expect(explain(told[0])).toMatchObject({ lasting: false, wants: null });
    expect(await asked).toBeInstanceOf(Error);
    expect(await problemOf(targetBehind(inject('postgresUrl')))).toMatchObject({ lasting: false, wants: null });
  });

  test('a socket cannot be reached so', async () => {
    const target = targetBehind('host=/run/postgresql dbname=x');
    await expect(connector(target).connect(() => {})).rejects.toThrow(InvalidTargetError);
    expect((await problemOf(target)).reason).toMatch(/socket on this machine cannot be reached through/);
  });

  test('is described with the server, and is not what a connection string says', () => {
    expect(describeTarget(targetBehind('postgres://db:5433/mazes'))).toBe('mazes on db:5433 through 127.0.0.1');
    expect(targetFromUrl('postgres://db:5433/mazes', {}).tunnel).toBeNull();
  });

  test('what is wanted of a person', async () => {
    const url = new URL(inject('postgresUrl'));
    const wants = async (text: string, tunnel = through()) => (await problemOf(targetBehind(text, tunnel))).wants;
    url.password = '';
    expect(await wants(url.href)).toBe('password');
    url.password = 'wrong';
    expect(await wants(url.href)).toBe('password');
    expect(await wants(url.href, through({ keyFile: traveller.lockedKey }))).toBe('tunnel');
    const jump = traveller.hop(sshd, { keyFile: traveller.lockedKey });
    expect(await wants(url.href, traveller.settings(traveller.hop(sshd), { jump }))).toBe('jump');
    expect(await wants(url.href, through({ keyFile: traveller.strangersKey }))).toBeNull();
    expect(await wants(url.href, through({ way: 'agent' }))).toBeNull();
    expect(await wants(`host=127.0.0.1 port=${await freePort()}`)).toBeNull();
    traveller.knows();
    const unknown = await problemOf(targetBehind(url.href));
    expect(unknown).toMatchObject({ wants: 'host-key', lasting: true, hostKey: { fingerprint: sshd.fingerprint() } });
  });

  describe.skipIf(!canMakeCertificates)('with TLS (needs the program openssl)', () => {
    let authority: Authority;
    let server: TlsPostgres;

    beforeAll(async () => {
      authority = new Authority('Oriole Test Authority');
      server = await TlsPostgres.create(authority.issue({ names: 'DNS:localhost' }), authority.certificate);
    });
    afterAll(async () => {
      await server?.remove();
      authority?.remove();
    });

    const settings = (host: string) =>
      `host=${host} port=${server.port} user=postgres password=postgres dbname=with_tls sslmode=verify-full sslrootcert=${authority.certificate}`;

    test("verifies the database's own name", async () => {
      const connection = await connector(targetBehind(settings('localhost'))).connect(() => {});
      const { rows } = await connection.query<{ ssl: boolean }>(
        'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      );
      expect(rows).toEqual([{ ssl: true }]);
      const before = connection.bytesRead;
      await connection.query("SELECT repeat('x', 1000)");
      expect(connection.bytesRead).toBeGreaterThan(before + 1000);
      await connection.end();
      expect((await problemOf(targetBehind(settings('127.0.0.1')))).reason).toMatch(
        /bears the name localhost, somebody, not/,
      );
    });

    test("tells the server's and its own refusals as they are", async () => {
      const stranger = new Authority('Somebody Else');
      onTestFinished(() => stranger.remove());
      const unknown = settings('localhost').replace(authority.certificate, stranger.certificate);
      expect((await problemOf(targetBehind(unknown))).reason).toMatch(/signed by/);
      const uncertified = settings('localhost').replace('dbname=with_tls', 'dbname=certified');
      expect((await problemOf(targetBehind(uncertified))).reason).toMatch(/wants a client certificate/);
      const walker = authority.issue({ commonName: 'walker', passphrase: SECRET });
      const files = `${uncertified} sslcert=${walker.certificate} sslkey=${walker.key}`;
      expect(await problemOf(targetBehind(files))).toMatchObject({ wants: 'keyPassphrase', lasting: true });
      expect((await problemOf(targetBehind(`${files} sslpassword=wrong`))).wants).toBe('keyPassphrase');
      const runner = stranger.issue({ commonName: 'walker' });
      const refused = `${uncertified} sslcert=${runner.certificate} sslkey=${runner.key}`;
      expect((await problemOf(targetBehind(refused))).reason).toMatch(/does not accept the client certificate/);
      const plain = settings('localhost').replace('dbname=with_tls', 'dbname=without_tls');
      expect((await problemOf(targetBehind(plain))).reason).toMatch(/does not let this user sign in/);
    });

    test('goes on with sslnegotiation=direct, and binds the sign-in to the certificate', async () => {
      const more = 'sslnegotiation=direct channel_binding=require';
      const connection = await connector(targetBehind(`${settings('localhost')} ${more}`)).connect(() => {});
      await connection.end();
    });

    test('is no failure of TLS when the SSH connection is lost while it is agreed on', async () => {
      const begun = Promise.withResolvers<void>();
      const silent = createServer((socket) => {
        let questions = 0;
        socket.on('error', () => {});
        socket.on('data', () => {
          if (questions++ === 0) socket.write('S');
          else begun.resolve();
        });
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void silent.close());
      const address = silent.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const problem = problemOf(targetBehind(`host=127.0.0.1 port=${port} user=x sslmode=require`));
      await begun.promise;
      await sshd.kill();
      onTestFinished(() => sshd.start());
      expect(await problem).toMatchObject({ lasting: false, reason: expect.stringContaining('SSH server') });
    });

    test('is lost with the SSH connection, which is no failure of TLS', async () => {
      const told: unknown[] = [];
      await connector(targetBehind(settings('localhost'))).connect((error) => told.push(error));
      await sshd.kill();
      onTestFinished(() => sshd.start());
      await until('it is told', () => told.length === 1);
      expect(told).toMatchObject([{ kind: 'lost' }]);
    });
  });

  test('the feed comes back by itself when the SSH server does', { timeout: 40_000 }, async () => {
    const laboratory = await ownLaboratory('triggers');
    const state = new FeedState('a database');
    const events = { actions: () => state.counted(1), begun: () => {}, remark: () => {}, error: () => {} };
    const parts = { state, tail: new Tail(new FeedLog(), events), catalogue: new Catalogue(() => {}) };
    const feed = new Feed(async () => targetBehind(laboratory.url), { ...parts, log: pino({ level: 'silent' }) });
    onTestFinished(() => feed.stop());
    feed.start();
    await until('it is live', () => state.machine.state === 'live');
    await sshd.kill();
    await until('it reconnects', () => state.machine.state === 'reconnecting');
    expect(state.machine.reason).toMatch(/SSH server/);
    const experiment = await laboratory.addExperiment();
    await laboratory.addAction(experiment, 1);
    await sshd.start();
    await until('it is live again', () => state.machine.state === 'live', 30_000);
    await until('what was written meanwhile has come', () => state.status.actions > 0);
  });

  describe('the doctor', () => {
    test('says which server, its key, and how one signed in', async () => {
      const laboratory = await ownLaboratory('triggers');
      const found = await report(laboratory.url, SECRET, through());
      expect(statesOf(found)).toEqual(except({ ssh: 'ok' }));
      expect(found.name.sentence).toBe('127.0.0.1 is an address.');
      expect(found.ssh.sentence).toBe(
        `To 127.0.0.1:${sshd.port} as ${sshd.user}, with a key file; its host key is ssh-ed25519 ${sshd.fingerprint()}.`,
      );
      expect(found.ssh.ms).toBeGreaterThan(0);
      expect(found.connect.sentence).toMatch(/^127\.0\.0\.1:\d+ answers 127\.0\.0\.1\.$/);
      expect(found.tls.sentence).toMatch(/SSH connection ends on the server's machine/);
      const jump = traveller.settings(traveller.hop(sshd), { jump: traveller.hop(sshd) });
      const both = await report(laboratory.url, SECRET, jump);
      expect(statesOf(both)).toEqual(except({ ssh: 'ok' }));
      expect(both.ssh.sentence).toMatch(/^To .* From there to 127\.0\.0\.1:\d+ as /);
    });

    test('ends at the server where that is the trouble', async () => {
      const rest = { connect: 'skipped', tls: 'skipped', 'sign-in': 'skipped', server: 'skipped', tables: 'skipped' };
      const skipped = { ...rest, triggers: 'skipped', notices: 'skipped', reading: 'skipped', clock: 'skipped' };
      traveller.knows();
      const unknown = await report(inject('postgresUrl'), SECRET, through());
      expect(statesOf(unknown)).toEqual(except({ ssh: 'failed', ...skipped }));
      expect(unknown.ssh.sentence).toContain(sshd.fingerprint());
      expect(unknown.ssh.advice).toMatch(/^Compare it/);
      expect(unknown.connect.sentence).toBe('Not looked at, because "ssh" failed.');
      const nobody = through({ host: 'no-such-host.invalid' });
      expect(statesOf(await report(inject('postgresUrl'), SECRET, nobody))).toEqual(
        except({ name: 'failed', ssh: 'skipped', ...skipped }),
      );
      traveller.knows(line(sshd));
      const behind = await report(`postgres://127.0.0.1:${await freePort()}/x`, SECRET, through());
      expect(statesOf(behind)).toEqual(except({ ssh: 'ok', ...skipped, connect: 'failed' }));
      expect(behind.connect.sentence).toMatch(/could not reach the database at/);
      const socket = await report('host=/run/postgresql', SECRET, through());
      expect(statesOf(socket)).toEqual(except({ ssh: 'failed', ...skipped }));
    });
  });

  test('no secret is in any error, log or finding', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (text: string) => void lines.push(text) });
    const secrets = { tunnel: `${SECRET}-tunnel`, jump: `${SECRET}-jump` };
    const url = new URL(inject('postgresUrl'));
    url.password = SECRET;
    const locked = traveller.hop(sshd, { keyFile: traveller.lockedKey });
    const asking = traveller.hop(sshd, { way: 'password', keyFile: null });
    const nowhere = traveller.hop({ port: await freePort(), user: 'walker' });
    const said: string[] = [];
    for (const tunnel of [
      traveller.settings(locked, { secrets }),
      traveller.settings(asking, { secrets }),
      traveller.settings(traveller.hop(sshd), { jump: locked, secrets }),
      traveller.settings(nowhere, { jump: traveller.hop(sshd), secrets }),
      traveller.settings(traveller.hop(sshd), { secrets }),
      traveller.settings(traveller.hop(sshd, { host: 'localhost' }), { secrets }),
    ]) {
      const target = targetBehind(url.href, tunnel);
      const error: unknown = await connector(target)
        .connect(() => {})
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      log.warn({ err: error, problem: explain(error) }, explain(error).reason);
      said.push(JSON.stringify([error, explain(error), describeTarget(target)]), String((error as Error).stack));
      said.push(JSON.stringify(await report(url.href, SECRET, tunnel)));
    }
    expect(lines).toHaveLength(6);
    expect(said.join('') + lines.join('')).not.toContain(SECRET);
    expect(said.join('')).not.toContain('PRIVATE KEY');
  });
});
