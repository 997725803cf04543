import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { noSshd, Sshd } from '../support/sshd.ts';
import { Traveller } from '../support/traveller.ts';
import { askThrough, failureOf, ownTunnel } from '../support/tunnel.ts';
import { until } from '../support/until.ts';

const SECRET = 'marked-Passw0rd';

if (noSshd !== null) console.log(`Tests of SSH servers are skipped: ${noSshd}.`);

describe.skipIf(noSshd !== null)('a tunnel that meets with something (needs sshd)', () => {
  let traveller: Traveller;
  let sshd: Sshd;
  const database = new URL(inject('postgresUrl'));

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

  describe('a jump host', () => {
    let jump: Sshd;

    beforeAll(async () => {
      jump = await Sshd.create(traveller.publicKeys);
    });
    afterAll(() => jump?.remove());
    beforeEach(() => traveller.knows(line(sshd), line(jump)));

    test('leads to the server, each with its own secret', async () => {
      const locked = { keyFile: traveller.lockedKey };
      const settings = traveller.settings(traveller.hop(sshd, locked), {
        jump: traveller.hop(jump, locked),
        secrets: { tunnel: SECRET, jump: SECRET },
      });
      const open = ownTunnel(settings);
      expect(await askThrough(open)).toBe('N');
      expect((await open.open()).map(({ hop }) => hop.name)).toEqual(['jump', 'tunnel']);
      expect(traveller.asked).toEqual(['jump', 'tunnel']);
    });

    test('says which of the two is not known, does not let in, or is not there', async () => {
      const both = { jump: traveller.hop(jump) };
      traveller.knows(line(sshd));
      expect(await failureOf(traveller.settings(traveller.hop(sshd), both))).toMatchObject({
        kind: 'unknown-host-key',
        hop: 'jump',
      });
      traveller.knows(line(jump));
      expect(await failureOf(traveller.settings(traveller.hop(sshd), both))).toMatchObject({
        kind: 'unknown-host-key',
        hop: 'tunnel',
      });
      const strange = { keyFile: traveller.strangersKey };
      expect(
        await failureOf(traveller.settings(traveller.hop(sshd), { jump: traveller.hop(jump, strange) })),
      ).toMatchObject({ kind: 'sign-in', hop: 'jump' });
      const nowhere = traveller.hop({ port: await freePort(), user: 'walker' });
      expect(await failureOf(traveller.settings(nowhere, both))).toMatchObject({ kind: 'unreachable', hop: 'tunnel' });
      expect(await failureOf(traveller.settings(traveller.hop(sshd), { jump: nowhere }))).toMatchObject({
        kind: 'unreachable',
        hop: 'jump',
      });
    });

    test('that goes away takes all with it, and says that it was that one', async () => {
      const open = ownTunnel(traveller.settings(traveller.hop(sshd), { jump: traveller.hop(jump) }));
      await open.open();
      const stream = open.stream().connect(Number(database.port), database.hostname);
      const lost = new Promise<Error>((resolve) => stream.once('error', resolve));
      await new Promise((resolve) => stream.once('connect', resolve));
      await jump.kill();
      expect(await lost).toMatchObject({ kind: 'lost', hop: 'jump' });
      expect(open.failure).toMatchObject({ kind: 'lost', hop: 'jump' });
      await jump.start();
    });
  });

  describe('what is not there', () => {
    test('a port where nobody listens, a name that nobody knows, something that speaks no SSH', async () => {
      const nowhere = await failureOf(traveller.settings(traveller.hop({ port: await freePort(), user: 'w' })));
      expect(nowhere).toMatchObject({ kind: 'unreachable', hop: 'tunnel' });
      expect(nowhere.message).toMatch(/no server listens there/);
      const nobody = await failureOf(traveller.settings(traveller.hop(sshd, { host: 'no-such-host.invalid' })));
      expect(nobody.message).toMatch(/host name could not be found|name server did not answer/);
      const postgres = traveller.hop({ port: Number(database.port), user: 'w' });
      expect((await failureOf(traveller.settings(postgres))).message).toMatch(/broke off before SSH was agreed on/);
      expect((await failureOf(traveller.settings(traveller.hop(sshd, { host: '*' })))).kind).toBe('unreachable');
    });

    test('a server that takes the connection and says nothing is given up', async () => {
      const sockets = new Set<Socket>();
      const silent = createServer((socket) => sockets.add(socket));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy();
        silent.close();
      });
      const address = silent.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const error = await failureOf(traveller.settings(traveller.hop({ port, user: 'w' })), SECRET, 200);
      expect(error).toMatchObject({ kind: 'unreachable' });
      expect(error.message).toMatch(/did not answer in time/);
      // Given up earlier by whoever asked for it.
      const open = ownTunnel(traveller.settings(traveller.hop({ port, user: 'w' })), 60_000);
      const opening = open.open();
      await until('it has called', () => sockets.size === 2);
      await open.end();
      await expect(opening).rejects.toThrow('given up');
    });

    test('a server that forwards nothing, and a database that is not behind it', async () => {
      const closed = await Sshd.create(traveller.publicKeys, { AllowTcpForwarding: 'no' });
      onTestFinished(() => closed.remove());
      traveller.knows(line(closed), line(sshd));
      await expect(askThrough(ownTunnel(traveller.settings(traveller.hop(closed))))).rejects.toMatchObject({
        kind: 'refused-forward',
        hop: 'tunnel',
        message: expect.stringMatching(/AllowTcpForwarding, PermitOpen/),
      });
      const open = ownTunnel(traveller.settings(traveller.hop(sshd)));
      const behind = { kind: 'unreachable', hop: 'database' };
      await expect(askThrough(open, { port: await freePort() })).rejects.toMatchObject(behind);
      await expect(askThrough(open, { host: 'no-such-host.invalid' })).rejects.toMatchObject(behind);
      // The tunnel itself is well.
      expect(await askThrough(open)).toBe('N');
      const both = traveller.settings(traveller.hop(sshd), { jump: traveller.hop(closed) });
      expect(await failureOf(both)).toMatchObject({ kind: 'refused-forward', hop: 'jump' });
    });
  });

  test('a connection that is half open is found out, and ends without waiting for anybody', {
    timeout: 40_000,
  }, async () => {
    const open = ownTunnel(traveller.settings(traveller.hop(sshd)));
    await open.open();
    const stream = open.stream().connect(Number(database.port), database.hostname);
    await new Promise((resolve) => stream.once('connect', resolve));
    const other = ownTunnel(traveller.settings(traveller.hop(sshd)));
    await other.open();
    const busy = other.stream().connect(Number(database.port), database.hostname);
    await new Promise((resolve) => busy.once('connect', resolve));
    const lost = new Promise<Error>((resolve) => stream.once('error', resolve));
    sshd.freeze(true);
    onTestFinished(() => sshd.showKeys(['ed25519']));
    let isFound = false;
    void lost.then(() => {
      isFound = true;
    });
    await other.end();
    expect(busy.destroyed).toBe(true);
    expect(isFound).toBe(false);
    expect(await lost).toMatchObject({ kind: 'lost', hop: 'tunnel' });
  });
});
