import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Electron's binary, or why there is none. */
export type ElectronSearch = { readonly path: string } | { readonly missing: string };

/** The binary that is already on this machine, without going to the network for one. */
export function findElectron(): string | null {
  const pathFile = join('node_modules', 'electron', 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join('node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** The binary, downloaded the first time. Electron's own installer fetches it and checks its checksum. */
export function fetchElectron(): ElectronSearch {
  const present = findElectron();
  if (present) return { path: present };
  console.log('Fetching Electron (once) …');
  spawnSync(process.execPath, [join('node_modules', 'electron', 'install.js')], { stdio: 'ignore', timeout: 300_000 });
  const fetched = findElectron();
  return fetched ? { path: fetched } : { missing: "Electron's binary could not be downloaded on this machine" };
}
