import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseFile } from '#core/page/files.ts';
import { expect, test } from './desktop-test.ts';

const PROJECT = join(import.meta.dirname, '../..');

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

function fetchInPage(path: string, method = 'GET'): string {
  return `fetch(${JSON.stringify(path)}, { method: '${method}' }).then(async (answer) => (
    { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() }))`;
}

test('every answer carries the policy, and the policy is strict', async ({ desktop: { page } }) => {
  for (const path of ['/', '/run/12', '/missing.js', '/..%2f..%2fpackage.json']) {
    const { headers } = await page.evaluate<Answer>(fetchInPage(path));
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
  }
});

test('the policy holds in the page: no eval, no inline script, no connection elsewhere, no frame', async ({
  desktop,
}) => {
  const { page } = desktop;
  const violations = await page.evaluate<string[]>(`new Promise((resolve) => {
    const violated = new Set();
    document.addEventListener('securitypolicyviolation', (event) => {
      violated.add(event.effectiveDirective);
      if (violated.size === 4) resolve([...violated].sort());
    });
    setTimeout(() => resolve([...violated].sort()), 3000);
    // Later: what a debugger evaluates itself may use eval in any case.
    setTimeout(() => window.eval('window.evaluated = true'));
    document.body.appendChild(document.createElement('script')).textContent = 'window.inlined = true';
    fetch('https://evil.example/').catch(() => {});
    document.body.appendChild(document.createElement('iframe')).src = 'https://evil.example/';
  })`);
  expect(violations).toEqual(['connect-src', 'frame-src', 'script-src', 'script-src-elem']);
  expect(await page.evaluate(`'evaluated' in window || 'inlined' in window`)).toBe(false);
});

test('a page path answers with the viewer, a missing file does not', async ({ desktop: { page } }) => {
  const index = await readFile(join(PROJECT, 'out/renderer/index.html'), 'utf8');
  for (const path of ['/', '/run/12', '/compare/1/2']) {
    const answer = await page.evaluate<Answer>(fetchInPage(path));
    expect(answer).toMatchObject({ status: 200, text: index });
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  }
  expect(await page.evaluate<Answer>(fetchInPage('/missing.js'))).toMatchObject({ status: 404, text: 'Not found' });
  expect(await page.evaluate<Answer>(fetchInPage('/', 'POST'))).toMatchObject({ status: 405 });
});

test('nothing outside the renderer’s folder is served', async ({ desktop: { page } }) => {
  for (const path of [
    '/../../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e%2f%2e%2e%2fpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/%2f..%2f..%2fpackage.json',
    '/..%2fmain%2findex.js',
    `/${encodeURIComponent(join(PROJECT, 'package.json'))}`,
  ]) {
    const { status, text } = await page.evaluate<Answer>(fetchInPage(path));
    expect({ path, status, text }).toEqual({ path, status: 404, text: 'Not found' });
  }
  for (const path of ['/%00', '/index.html%00.png', '/%E0%A4%A']) {
    expect(await page.evaluate<Answer>(fetchInPage(path))).toMatchObject({ status: 400 });
  }
});

test('a path that leaves the folder is told from one that only looks like it', () => {
  expect(chooseFile('/app/out/renderer', '/..%2fmain/index.js')).toBe('not found');
  // A sibling whose name begins like the folder's: a comparison of prefixes would let it pass.
  expect(chooseFile('/app/out/renderer', '/..%2frenderer-old/index.html')).toBe('not found');
  expect(chooseFile('/app/out/renderer', '/assets/x.js')).toMatchObject({ file: '/app/out/renderer/assets/x.js' });
});
