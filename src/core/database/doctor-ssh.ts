import type { SignedInBy } from '#core/tunnel/sign-in.ts';
import type { HopReport } from '#core/tunnel/ssh-connection.ts';
import { type Finding, ok, skipped } from './findings.ts';

const BY: Readonly<Record<SignedInBy, string>> = {
  agent: 'with a key of the SSH agent',
  key: 'with a key file',
  password: 'with a password',
  nothing: 'without being asked for anything',
};

/** Which SSH servers there are on the way, who they are, and how one has signed in. */
export function judgeTunnel(reports: readonly HopReport[] | null): Finding {
  if (reports === null) return skipped('Not used: the database is reached without an SSH server.');
  const steps = reports.map(
    ({ hop: { at }, by, keyType, fingerprint }) =>
      `${at.host}:${at.port} as ${at.user}, ${BY[by]}; its host key is ${keyType} ${fingerprint}.`,
  );
  return ok(`To ${steps.join(' From there to ')}`);
}
