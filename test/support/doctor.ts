import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { examine } from '#core/database/doctor.ts';
import { targetFromUrl } from '#core/database/target.ts';
import { packageRoot } from '#core/paths.ts';
import type { TunnelSettings } from '#core/tunnel/settings.ts';
import { CHECKS, type CheckName, type CheckResult } from '#shared/domain/check.ts';

/** What the doctor found, by the names of its checks. */
export type Report = Record<CheckName, CheckResult>;

/** All checks, by name. What they say is looked through for passwords, whatever the test is about. */
export async function report(
  text: string,
  secret = 'no-such-secret',
  tunnel: TunnelSettings | null = null,
): Promise<Report> {
  const results: CheckResult[] = [];
  const target = { ...targetFromUrl(text, { HOME: '/nowhere' }), tunnel };
  for await (const result of examine(target)) results.push(result);
  expect(results.map(({ name }) => name)).toEqual(CHECKS);
  expect(JSON.stringify(results)).not.toContain(secret);
  for (const { state, sentence, advice, ms } of results) {
    expect(sentence).toMatch(/^\S.*[.)]$/s);
    expect(advice !== null).toBe(state === 'failed' || state === 'warning');
    expect(ms).toBeGreaterThanOrEqual(0);
  }
  return Object.fromEntries(results.map((result) => [result.name, result])) as Report;
}

/** How each check went. */
export function statesOf(found: Report): Record<string, string> {
  return Object.fromEntries(Object.values(found).map(({ name, state }) => [name, state]));
}

/** What is expected of all checks: `ok` where nothing is said, and of the SSH server that is seldom there. */
export function except(others: Partial<Record<CheckName, string>>): Record<string, string> {
  return { ...Object.fromEntries(CHECKS.map((name) => [name, usually(name)])), ...others };
}

function usually(name: CheckName): string {
  return name === 'ssh' ? 'skipped' : 'ok';
}

/** What is expected when one fails that all later ones need. */
export function endsAt(failing: CheckName): Record<string, string> {
  const position = CHECKS.indexOf(failing);
  return Object.fromEntries(
    CHECKS.map((name, index) => [name, index < position ? usually(name) : index === position ? 'failed' : 'skipped']),
  );
}

/** `oriole-monitor doctor`, run from its source. */
export function doctor(args: readonly string[], env: Record<string, string> = {}) {
  const cli = join(packageRoot, 'src', 'web', 'cli.ts');
  return spawnSync(process.execPath, [cli, 'doctor', ...args], {
    encoding: 'utf8',
    env: { ...process.env, HOME: '/nowhere', ...env },
    timeout: 20_000,
  });
}
