import { expect, inject, onTestFinished } from 'vitest';
import type { TunnelSettings } from '#core/tunnel/settings.ts';
import { Tunnel } from '#core/tunnel/tunnel.ts';
import { TunnelError } from '#core/tunnel/tunnel-problem.ts';

/** A tunnel that is ended with the test. */
export function ownTunnel(settings: TunnelSettings, timeoutMs: number | null = null): Tunnel {
  const made = new Tunnel(settings, timeoutMs);
  onTestFinished(() => made.end());
  return made;
}

/** Opens a tunnel and says how one has signed in at each server, or fails with the tunnel's own error. */
export async function signIn(settings: TunnelSettings, timeoutMs: number | null = null): Promise<string[]> {
  const reports = await ownTunnel(settings, timeoutMs).open();
  return reports.map((report) => report.by);
}

/** Why there is no tunnel. What it says is looked through for the secret, whatever the test is about. */
export async function failureOf(
  settings: TunnelSettings,
  secret = 'marked-Passw0rd',
  timeoutMs: number | null = null,
): Promise<TunnelError> {
  const error = await signIn(settings, timeoutMs).then(
    (ways) => new Error(`was let in with ${ways.join(', ')}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TunnelError)) throw error;
  expect(error.message).not.toContain(secret);
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  return error;
}

/** The first byte that the tests' PostgreSQL answers to the question for TLS, through a tunnel: `N`. */
export async function askThrough(tunnel: Tunnel, to: { host?: string; port?: number } = {}): Promise<string> {
  const database = new URL(inject('postgresUrl'));
  await tunnel.open();
  const stream = tunnel.stream().connect(to.port ?? Number(database.port), to.host ?? database.hostname);
  return await new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.once('data', (chunk: Buffer) => {
      expect(stream.bytesRead).toBe(1);
      stream.end();
      resolve(chunk.toString());
    });
    stream.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  });
}
