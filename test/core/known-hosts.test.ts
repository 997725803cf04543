import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { acceptHostKey, HostKeys, OfferedHostKey } from '#core/tunnel/host-keys.ts';
import { fingerprintOf } from '#core/tunnel/known-hosts.ts';

const POSIX = process.platform !== 'win32';

/** A key as it goes over the wire: its type, and something of its own. */
function key(type: string, content: string): Buffer {
  const parts = [type, content].map((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(part));
    return Buffer.concat([length, Buffer.from(part)]);
  });
  return Buffer.concat(parts);
}

const ONE = key('ssh-ed25519', 'one');
const OTHER = key('ssh-ed25519', 'other');
const RSA = key('ssh-rsa', 'one');

const said = (blob: Buffer, type = 'ssh-ed25519') => `${type} ${blob.toString('base64')}`;

function hashed(name: string): string {
  const salt = Buffer.from('twenty bytes of salt');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('known hosts', () => {
  let folder: string;
  let own: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oriole-known-'));
    own = join(folder, 'ours', 'known_hosts');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  });

  function file(name: string, ...lines: string[]): string {
    const path = join(folder, name);
    writeFileSync(path, lines.join('\n'));
    return path;
  }

  async function judge(lines: readonly string[], host: string, port: number, blob = ONE): Promise<string> {
    const keys = await HostKeys.read({ own, others: [file('theirs', ...lines)] }, host, port);
    return keys.judge(blob).is;
  }

  test.each([
    ['db.example', 'db.example', 22, 'known'],
    ['DB.example', 'db.EXAMPLE', 22, 'known'],
    ['other,db.example', 'db.example', 22, 'known'],
    ['db.example', 'db.example.org', 22, 'unknown'],
    ['[db.example]:2222', 'db.example', 2222, 'known'],
    ['[db.example]:2222', 'db.example', 22, 'unknown'],
    ['[db.example]:2222', 'db.example', 2223, 'unknown'],
    // What is right under the name alone is right on another port too.
    ['db.example', 'db.example', 2222, 'known'],
    ['*.example', 'db.example', 22, 'known'],
    ['*.example', 'example', 22, 'unknown'],
    ['db?.example', 'db1.example', 22, 'known'],
    ['db?.example', 'db.example', 22, 'unknown'],
    ['*a*b*c', 'xxaxxbxxbc', 22, 'known'],
    ['*a*b*c', 'xxaxxcxxb', 22, 'unknown'],
    ['*', 'anything', 22, 'known'],
    ['[*.example]:*', 'db.example', 2222, 'known'],
    ['*.example,!db.example', 'db.example', 22, 'unknown'],
    ['!db.example,*.example', 'db.example', 22, 'unknown'],
    ['!db.example,*.example', 'other.example', 22, 'known'],
    ['!db.example', 'other.example', 22, 'unknown'],
    [hashed('db.example'), 'DB.example', 22, 'known'],
    [hashed('[db.example]:2222'), 'db.example', 2222, 'known'],
    [hashed('db.example'), 'other.example', 22, 'unknown'],
    ['|2|c2FsdA==|aGFzaA==', 'db.example', 22, 'unknown'],
    ['|1|', 'db.example', 22, 'unknown'],
    ['192.0.2.1', '192.0.2.1', 22, 'known'],
    ['[::1]:2222', '::1', 2222, 'known'],
    ['# db.example', 'db.example', 22, 'unknown'],
    ['@cert-authority db.example', 'db.example', 22, 'unknown'],
    ['@unheard-of db.example', 'db.example', 22, 'unknown'],
    ['@revoked db.example', 'db.example', 22, 'revoked'],
    ['@revoked *', 'db.example', 2222, 'revoked'],
    ['@revoked other.example', 'db.example', 22, 'unknown'],
  ])('a line for %s, and %s on port %i: %s', async (patterns, host, port, expected) => {
    expect(await judge([`${patterns} ${said(ONE)} a comment`], host, port)).toBe(expected);
  });

  test('another key of the same type is a changed one, with file and line', async () => {
    const theirs = file('theirs', '# ours', '', `db ${said(OTHER)}`);
    const judgement = (await HostKeys.read({ own, others: [theirs] }, 'db', 22)).judge(ONE);
    expect(judgement).toMatchObject({ is: 'changed', known: { file: theirs, line: 3, blob: OTHER } });
  });

  test('one right key is enough, whichever file has it, and a revoked one is never right', async () => {
    expect(await judge([`db ${said(OTHER)}`, `db ${said(ONE)}`], 'db', 22)).toBe('known');
    expect(await judge([`db ${said(ONE)}`, `@revoked db ${said(ONE)}`], 'db', 22)).toBe('revoked');
    expect(await judge([`@revoked db ${said(OTHER)}`], 'db', 22)).toBe('unknown');
    await acceptHostKey(new OfferedHostKey('db', 22, ONE), own);
    expect(await judge([`db ${said(OTHER)}`], 'db', 22)).toBe('known');
    expect(await judge([`@revoked * ${said(ONE)}`], 'db', 22)).toBe('revoked');
  });

  test('another key type is not a change, and is named', async () => {
    const keys = await HostKeys.read({ own, others: [file('theirs', `db ${said(RSA, 'ssh-rsa')}`)] }, 'db', 22);
    expect(keys.judge(ONE)).toEqual({ is: 'unknown', otherTypes: ['ssh-rsa'] });
    expect(keys.algorithms().slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
    const none = await HostKeys.read({ own, others: [] }, 'db', 22);
    expect(none.algorithms()[0]).toBe('ssh-ed25519');
    expect(none.algorithms()).not.toContain('ssh-rsa');
  });

  test('lines that make no sense are passed over', async () => {
    const noise = [
      'db',
      'db ssh-ed25519',
      'db ssh-ed25519 !!!',
      `db ssh-rsa ${ONE.toString('base64')}`,
      '@revoked',
      '|',
    ];
    expect(await judge([...noise, `db ${said(ONE)}\r`], 'db', 22)).toBe('known');
    expect(await judge(noise, 'db', 22)).toBe('unknown');
  });

  test.skipIf(!POSIX)('a file of known hosts that never ends knows nothing (needs POSIX)', async () => {
    const keys = await HostKeys.read({ own: '/dev/zero', others: [folder, join(folder, 'none')] }, 'db', 22);
    expect(keys.judge(ONE)).toEqual({ is: 'unknown', otherTypes: [] });
  });

  test('accepting adds exactly the offered key, to a file that only its owner reads', async () => {
    const offered = new OfferedHostKey('DB.example', 2222, ONE);
    expect(JSON.parse(JSON.stringify(offered))).toEqual({
      host: 'DB.example',
      port: 2222,
      keyType: 'ssh-ed25519',
      fingerprint: fingerprintOf(ONE),
    });
    await acceptHostKey(offered, own);
    await acceptHostKey(offered, own);
    expect(readFileSync(own, 'utf8')).toBe(`[db.example]:2222 ${said(ONE)}\n`);
    if (POSIX) expect(statSync(own).mode & 0o777).toBe(0o600);
    if (POSIX) expect(statSync(join(folder, 'ours')).mode & 0o777).toBe(0o700);
    expect(await judge([], 'db.example', 2222)).toBe('known');
    expect(await judge([], 'db.example', 2222, OTHER)).toBe('changed');
  });

  test('accepting leaves what is there, with or without an end of its last line', async () => {
    const theirs = file('theirs', '# a comment', `db ${said(OTHER)}`);
    await acceptHostKey(new OfferedHostKey('other', 22, ONE), theirs);
    expect(readFileSync(theirs, 'utf8')).toBe(`# a comment\ndb ${said(OTHER)}\nother ${said(ONE)}\n`);
  });

  test.each(['*', 'a,b', 'a b', 'a\nb', '!a', '', '|1|a|b', '@revoked'])('%j is no host to accept', async (host) => {
    await expect(acceptHostKey(new OfferedHostKey(host, 22, ONE), own)).rejects.toThrow(/no name/);
    expect(existsSync(own)).toBe(false);
  });
});
