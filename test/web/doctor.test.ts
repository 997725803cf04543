import { describe, expect, inject, test } from 'vitest';
import { CHECKS, type CheckResult } from '#shared/domain/check.ts';
import { doctor } from '../support/doctor.ts';
import { ownLaboratory } from '../support/own-laboratory.ts';

const SECRET = 'marked-Passw0rd';

describe('oriole-monitor doctor', () => {
  test('prints one line a check, aligned, and ends with 0 when nothing failed', async () => {
    const laboratory = await ownLaboratory('tables');
    const { status, stdout, stderr } = doctor(['--url', laboratory.url]);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(CHECKS.length);
    for (const line of lines) expect(line).toMatch(/^(ok {5}|warning|skipped(?= {2}ssh )) {2}\S+ +[\d.]+ ms {2}\S/);
    expect(new Set(lines.map((line) => line.indexOf(' ms  '))).size).toBe(1);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('prints lines of JSON, and ends with 1 when something failed', () => {
    const url = new URL(inject('postgresUrl'));
    url.password = SECRET;
    for (const text of [url.href, `host=${url.hostname} port=${url.port} user=postgres password=${SECRET}`]) {
      const { status, stdout, stderr } = doctor(['--json', '--url', text]);
      const found: CheckResult[] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(found.map(({ name }) => name)).toEqual(CHECKS);
      expect(found.find(({ state }) => state === 'failed')?.name).toBe('sign-in');
      expect(status).toBe(1);
      expect(stdout + stderr).not.toContain(SECRET);
    }
  });

  test.each([
    [`mysql://me:${SECRET}@h/d`],
    [`host=h password=my ${SECRET}`],
    [`host=h password=${SECRET} port=none`],
    [`postgres://me:${SECRET}@[h/d`],
  ])('says what is wrong with %s without quoting it', (text) => {
    const { status, stdout, stderr } = doctor(['--url', text]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/\.\n$/);
    expect(stdout + stderr).not.toContain(SECRET);
  });
});
