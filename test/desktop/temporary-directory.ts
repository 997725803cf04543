import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory for one start of the application. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'oriole-desktop-'));
  // As root the demo's PostgreSQL runs under an account of its own, which has to get to its files in here.
  chmodSync(directory, 0o711);
  return directory;
}
