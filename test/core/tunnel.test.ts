import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { acceptHostKey } from '#core/tunnel/host-keys.ts';
import { startAgent } from '../support/ssh-agent.ts';
import { startPasswordServer } from '../support/ssh-password-server.ts';
import { makeKey, noSshd, Sshd } from '../support/sshd.ts';
import { Traveller } from '../support/traveller.ts';
import { askThrough, failureOf, ownTunnel, signIn } from '../support/tunnel.ts';

const SECRET = 'marked-Passw0rd';

if (noSshd !== null) console.log(`Tests of SSH servers are skipped: ${noSshd}.`);

describe.skipIf(noSshd !== null)('a tunnel (needs sshd)', () => {
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

  test('leads to a database, and opens no port on this machine', async () => {
    const servers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const before = servers();
    const open = ownTunnel(traveller.settings(traveller.hop(sshd)));
    expect(await askThrough(open)).toBe('N');
    expect(await askThrough(open, { host: 'localhost' })).toBe('N');
    expect(servers()).toBe(before);
    expect(await open.open()).toEqual([
      {
        hop: { name: 'tunnel', at: traveller.hop(sshd) },
        by: 'key',
        keyType: 'ssh-ed25519',
        fingerprint: sshd.fingerprint(),
      },
    ]);
    expect(traveller.asked).toEqual([]);
  });

  describe('signing in', () => {
    test.each(['ed25519', 'ecdsa', 'rsa'] as const)('with a key file of type %s', async (type) => {
      const keyFile = makeKey(join(traveller.folder, type), type);
      const server = await Sshd.create([`${keyFile}.pub`]);
      onTestFinished(() => server.remove());
      traveller.knows(line(server));
      expect(await signIn(traveller.settings(traveller.hop(server, { keyFile })))).toEqual(['key']);
    });

    test('with a key file below ~/', async () => {
      expect(await signIn(traveller.settings(traveller.hop(sshd, { keyFile: '~/key' })))).toEqual(['key']);
    });

    test('with a key that is not let in', async () => {
      const error = await failureOf(traveller.settings(traveller.hop(sshd, { keyFile: traveller.strangersKey })));
      expect(error).toMatchObject({ kind: 'sign-in', hop: 'tunnel', wantsSecret: false });
      expect(error.message).toContain('authorized_keys');
    });

    test('with a locked key: its passphrase, a wrong one, none', async () => {
      const hop = traveller.hop(sshd, { keyFile: traveller.lockedKey });
      expect(await signIn(traveller.settings(hop, { secrets: { tunnel: SECRET } }))).toEqual(['key']);
      expect(traveller.asked).toEqual(['tunnel']);
      const wrong = await failureOf(traveller.settings(hop, { secrets: { tunnel: `${SECRET}!` } }));
      expect(wrong).toMatchObject({ kind: 'key-file', wantsSecret: true });
      expect(wrong.message).toMatch(/passphrase does not open/);
      const none = await failureOf(traveller.settings(hop));
      expect(none).toMatchObject({ kind: 'key-file', wantsSecret: true });
      expect(none.message).toMatch(/locked with a passphrase\. Give it/);
    });

    test('with an old locked key (PEM)', async () => {
      const keyFile = makeKey(join(traveller.folder, 'pem'), 'rsa', SECRET);
      execFileSync('ssh-keygen', ['-p', '-m', 'PEM', '-P', SECRET, '-N', SECRET, '-f', keyFile], { stdio: 'pipe' });
      const server = await Sshd.create([`${keyFile}.pub`]);
      onTestFinished(() => server.remove());
      traveller.knows(line(server));
      const hop = traveller.hop(server, { keyFile });
      expect(await signIn(traveller.settings(hop, { secrets: { tunnel: SECRET } }))).toEqual(['key']);
      expect((await failureOf(traveller.settings(hop, { secrets: { tunnel: 'wrong' } }))).message).toMatch(
        /does not open/,
      );
      expect((await failureOf(traveller.settings(hop))).wantsSecret).toBe(true);
    });

    test('with files that are no keys, each with a sentence that quotes nothing of them', async () => {
      const own = (name: string, text: string, mode = 0o600) => {
        const path = join(traveller.folder, name);
        writeFileSync(path, text);
        chmodSync(path, mode);
        return path;
      };
      const fifo = join(traveller.folder, 'fifo');
      execFileSync('mkfifo', [fifo]);
      for (const [keyFile, says] of [
        [join(traveller.folder, 'none'), /is not there/],
        [traveller.folder, /not a plain file/],
        [fifo, /not a plain file/],
        ['/dev/zero', /not a plain file/],
        [own('large', 'x'.repeat(1024 * 1024 + 1)), /too large/],
        [own('text', SECRET), /no private key/],
        [
          own('broken', `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}\n-----END OPENSSH PRIVATE KEY-----`),
          /no private key/,
        ],
        [`${traveller.key}.pub`, /Others may read|public key/],
        [own('open', 'x', 0o644), /chmod 600/],
        [null, /No key file was chosen/],
      ] as const) {
        const error = await failureOf(traveller.settings(traveller.hop(sshd, { keyFile })));
        expect(error.message).toMatch(says);
        expect(error).toMatchObject({ kind: 'key-file', wantsSecret: false });
      }
      const hop = traveller.hop(sshd, { keyFile: own('public', readFileSync(`${traveller.key}.pub`, 'utf8')) });
      expect((await failureOf(traveller.settings(hop))).message).toMatch(/holds a public key/);
    });

    test('with an agent: the right key, wrong ones, none, and no agent', async () => {
      const hop = traveller.hop(sshd, { way: 'agent', keyFile: null });
      const agent = await startAgent([traveller.strangersKey, traveller.key]);
      expect(await signIn(traveller.settings(hop, { agent }))).toEqual(['agent']);
      const strange = await failureOf(traveller.settings(hop, { agent: await startAgent([traveller.strangersKey]) }));
      expect(strange).toMatchObject({ kind: 'sign-in', wantsSecret: false });
      expect(strange.message).toContain('ssh-add');
      const empty = await failureOf(traveller.settings(hop, { agent: await startAgent([]) }));
      expect(empty).toMatchObject({ kind: 'no-agent' });
      expect(empty.message).toMatch(/holds no keys/);
      expect((await failureOf(traveller.settings(hop))).message).toMatch(/no SSH agent/);
      const dead = await failureOf(traveller.settings(hop, { agent: join(traveller.folder, 'no-socket') }));
      expect(dead).toMatchObject({ kind: 'no-agent' });
    });

    test('with an agent of more keys than the server has patience for', async () => {
      const strangers = [1, 2, 3].map((number) => makeKey(join(traveller.folder, `many${number}`)));
      const server = await Sshd.create(traveller.publicKeys, { MaxAuthTries: '2' });
      onTestFinished(() => server.remove());
      traveller.knows(line(server));
      const hop = traveller.hop(server, { way: 'agent', keyFile: null });
      expect(await failureOf(traveller.settings(hop, { agent: await startAgent(strangers) }))).toMatchObject({
        kind: 'sign-in',
      });
    });

    test('with a password where only keys are taken', async () => {
      const hop = traveller.hop(sshd, { way: 'password', keyFile: null });
      const error = await failureOf(traveller.settings(hop, { secrets: { tunnel: SECRET } }));
      expect(error).toMatchObject({ kind: 'sign-in', wantsSecret: false });
      expect(error.message).toMatch(/takes no password \(only publickey\)/);
      expect(traveller.asked).toEqual([]);
    });

    // The server of this test is the library's own (see its comment); all others are OpenSSH's.
    test.each(['password', 'keyboard-interactive'] as const)('with a password, asked for as %s', async (way) => {
      const hostKey = makeKey(join(traveller.folder, 'host'));
      const stop = await startPasswordServer(hostKey, SECRET, way);
      traveller.knows(`[127.0.0.1]:${stop.port} ${readFileSync(`${hostKey}.pub`, 'utf8')}`);
      const hop = traveller.hop(stop, { way: 'password', keyFile: null });
      const right = traveller.settings(hop, { secrets: { tunnel: SECRET } });
      expect(await signIn(right)).toEqual(['password']);
      expect(await askThrough(ownTunnel(right))).toBe('N');
      const wrong = await failureOf(traveller.settings(hop, { secrets: { tunnel: `not-${SECRET}` } }));
      expect(wrong).toMatchObject({ kind: 'sign-in', wantsSecret: true });
      expect(wrong.message).toMatch(/did not accept the password of walker/);
      const none = await failureOf(traveller.settings(hop));
      expect(none).toMatchObject({ kind: 'sign-in', wantsSecret: true });
      expect(none.message).toMatch(/none was given/);
      const key = await failureOf(traveller.settings(traveller.hop(stop)));
      expect(key.message).toContain(`takes no keys (only ${way})`);
    });
  });

  describe('host keys', () => {
    const settings = () => traveller.settings(traveller.hop(sshd));

    test('an unknown one is shown, and works once it is accepted', async () => {
      traveller.knows();
      const error = await failureOf(settings());
      expect(error).toMatchObject({ kind: 'unknown-host-key', hop: 'tunnel' });
      expect(error.message).toContain(`ssh-ed25519 ${sshd.fingerprint()}`);
      const { offered } = error;
      if (!offered) throw new Error('no key was offered');
      expect(offered).toMatchObject({ host: '127.0.0.1', port: sshd.port, fingerprint: sshd.fingerprint() });
      await acceptHostKey(offered, traveller.own);
      expect(await signIn(settings())).toEqual(['key']);
    });

    test('a changed one is refused with both fingerprints, file and line, and cannot be accepted', async () => {
      const before = sshd.fingerprint();
      traveller.knows('# a comment', line(sshd));
      await sshd.renewKeys(['ed25519']);
      const error = await failureOf(settings());
      expect(error).toMatchObject({ kind: 'changed-host-key', offered: null });
      for (const part of [before, sshd.fingerprint(), traveller.theirs, 'line 2'])
        expect(error.message).toContain(part);
      expect(sshd.fingerprint()).not.toBe(before);
    });

    test('a revoked one is refused, known or not', async () => {
      traveller.knows(line(sshd), `@revoked * ${sshd.publicKey()}`);
      expect(await failureOf(settings())).toMatchObject({ kind: 'revoked-host-key', offered: null });
    });

    test('nothing is told a server whose key is not known: no secret is asked for', async () => {
      traveller.knows();
      await failureOf(traveller.settings(traveller.hop(sshd, { keyFile: traveller.lockedKey })));
      expect(traveller.asked).toEqual([]);
    });

    test("a file of OpenSSH's with hashed names is understood", async () => {
      execFileSync('ssh-keygen', ['-H', '-f', traveller.theirs], { stdio: 'pipe' });
      expect(await signIn(settings())).toEqual(['key']);
    });

    test('the type that is known is asked for, so that a second key is no change', async () => {
      await sshd.showKeys(['ed25519', 'rsa']);
      traveller.knows(`[127.0.0.1]:${sshd.port} ${sshd.publicKey('rsa')}`);
      const [report] = await ownTunnel(settings()).open();
      expect(report).toMatchObject({ keyType: 'ssh-rsa', fingerprint: sshd.fingerprint('rsa') });
      await sshd.showKeys(['ed25519']);
      const error = await failureOf(settings());
      expect(error).toMatchObject({ kind: 'unknown-host-key' });
      expect(error.message).toMatch(/only by keys of other types \(ssh-rsa\)/);
    });
  });
});
