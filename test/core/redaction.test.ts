import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPassword } from '#core/database/pass-file.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { redact, redactJson, registerSecret, registerTried } from '#core/redaction.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a module of its own process; resolves with all that it printed, and how it ended. */
async function run(code: string): Promise<{ output: string; exitCode: number | null }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: ROOT,
    env: { ...process.env, LOG_LEVEL: 'trace' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { output, exitCode };
}

describe('a registered secret', () => {
  const secret = registerSecret(`s3cret "'\\ /?#@:%&+ ü`);

  test.each<[string, string]>([
    ['as it is', secret],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, with small letters', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['in the user part of a URL', new URL(`http://u:${encodeURIComponent(secret)}@h`).password],
    ['in a form', new URLSearchParams({ password: secret }).toString()],
    ['in JSON', JSON.stringify({ secret })],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ secret }))],
    ['in a connection string', `password='${secret.replace(/[\\']/g, '\\$&')}'`],
    ['in a printed object', inspect({ deep: [secret] })],
    ['in the message of an error', new Error(`wrong: ${secret}.`).message],
  ])('is not seen %s', (_, text) => {
    const clean = redact(`before ${text} after ${text}`);
    expect(clean).toMatch(/^before .*\*\*\*.* after .*\*\*\*/s);
    expect(clean).not.toMatch(/s3cret/);
  });
});

test('no secret is too long, too many or too strange to be replaced', () => {
  const long = registerSecret('é'.repeat(4_096));
  const strange = registerSecret('\u{1F426}'.repeat(2_000));
  expect(redact(`a ${long} b ${strange} c`)).toBe('a *** b *** c');
  for (let i = 0; i < 500; i++) registerTried(`tried-secret-${i}-${'x'.repeat(1_000)}`);
  expect(redact(`tried-secret-499-${'x'.repeat(1_000)}`)).toBe('***');
  // However many are tried, those that are held stay known.
  expect(redact(long)).toBe('***');
});

test('a secret does not show in anything that quotes it', () => {
  // Without characters of the mask itself, and longer than what stands in any text.
  const secrets = fc.string({ minLength: 8, unit: 'binary' }).filter((text) => !text.includes('*'));
  const quotes = fc.constantFrom<(text: string) => string>(
    (text) => text,
    JSON.stringify,
    (text) => JSON.stringify(JSON.stringify(text)),
    (text) => (text.isWellFormed() ? encodeURIComponent(text) : text),
    (text) => new URLSearchParams({ '': text }).toString(),
  );
  fc.assert(
    fc.property(secrets, quotes, fc.string(), fc.string(), (secret, quote, before, after) => {
      registerSecret(secret);
      const clean = redact(before + quote(secret) + after);
      expect(clean).not.toContain(secret);
      expect(clean).not.toContain(quote(secret));
      expect(clean).toContain('***');
    }),
  );
});

test('of secrets that begin alike, each is replaced as a whole', () => {
  registerSecret('alpha');
  registerSecret('alpha-beta');
  expect(redact('alpha-beta, alpha')).toBe('***, ***');
});

test('a secret of three letters stands in many words, so it is only known by its place', () => {
  registerSecret('the');
  registerSecret('');
  expect(redact('the other: postgres://me:the@host/db')).toBe('the other: postgres://me:***@host/db');
});

test('in JSON, names and numbers are looked at too, and it stays JSON', () => {
  registerSecret('54321');
  registerSecret('name-as-key');
  const value = { port: 543210, list: [1, true, null, { 'name-as-key': '54321' }], time: 54321 };
  expect(redactJson(value, ['time'])).toEqual({ port: '***0', list: [1, true, null, { '***': '***' }], time: 54321 });
});

test('what is connected with is registered by being read', async () => {
  targetFromUrl('postgres://u:from-the-url@db/d?sslpassword=for-the-key', {});
  targetFromUrl('host=db user=u', { PGPASSWORD: 'from-the-variable' });
  expect(redact('from-the-url for-the-key from-the-variable')).toBe('*** *** ***');
  const folder = mkdtempSync(join(tmpdir(), 'oriole-pass-'));
  writeFileSync(join(folder, 'pass'), '*:*:*:*:from-the-file\n', { mode: 0o600 });
  await readPassword(join(folder, 'pass'), { host: 'h', port: 1, database: 'd', user: 'u' });
  rmSync(folder, { recursive: true });
  expect(redact('from-the-file')).toBe('***');
});

test('no line of the log contains a secret, wherever it stands', async () => {
  const { output, exitCode } = await run(`
    import { createLog } from '#core/log.ts';
    import { registerSecret } from '#core/redaction.ts';
    const secret = registerSecret('hunter2 "quoted"');
    const number = registerSecret('90210');
    const log = createLog();
    const cause = Object.assign(new Error('cause ' + secret), { detail: { secret } });
    log.error({ err: new Error('outer ' + secret, { cause }) }, 'message ' + secret);
    log.warn(new AggregateError([cause], secret));
    log.info('formatted %s %j', secret, { secret });
    log.child({ field: secret, [secret]: 1 }).info({ deep: [{ secret }], url: secret, map: { zip: 90210 } });
    log.debug({ address: 'postgres://u:unregistered@host/db', text: 'x://y' , next: 'a:b@c' }, 'x');
    log.trace({ kept: 12345, time: 1 }, 'untouched');
    log.fatal('the last');
  `);
  expect(output).not.toMatch(/hunter2|90210|unregistered/);
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(7);
  expect(lines[4]).toMatchObject({ text: 'x://y', next: 'a:b@c', address: 'postgres://u:***@host/db' });
  expect(lines[5]).toMatchObject({ kept: 12345, msg: 'untouched' });
  expect(exitCode).toBe(0);
});

test.each([
  ['an exception', 'setTimeout(() => { throw error; });'],
  ['a rejection', 'Promise.reject(error); setTimeout(() => {}, 60_000);'],
  ['what is no error', 'setTimeout(() => { throw { text: secret }; });'],
])('%s that nobody catches ends the program, and shows no secret', async (_, code) => {
  const { output, exitCode } = await run(`
    import { setupCrashes } from '#core/crash.ts';
    import { registerSecret } from '#core/redaction.ts';
    const secret = registerSecret("it's hunter2");
    setupCrashes((code) => process.exit(code));
    const error = Object.assign(new Error('quotes ' + secret, { cause: new Error(secret) }), { query: [secret] });
    ${code}
  `);
  expect(output).toContain('***');
  expect(output).not.toContain('hunter2');
  expect(exitCode).toBe(1);
});
