import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The name of the world the preload runs in, as Chromium's developer tools would show it. */
export const PRELOAD_WORLD = 'Electron Isolated Context';

/** The scripts that a page starts with, and the names by which main reaches the preload and is reached. */
export interface Worlds {
  readonly pageScript: string;
  readonly preloadScript: string;
  /** A function of the preload's world that calls main with a text. */
  readonly binding: string;
  /** A function of the preload's world that main calls. */
  readonly deliver: string;
}

/**
 * Puts together what runs in a page before its first script, around the built preload.
 * @param filesFolder where files lie that are dropped onto a page
 */
export function createWorlds(preloadFile: string, filesFolder: string): Worlds {
  const secret = randomUUID();
  const names = {
    pageEvent: `stand-in-page-${secret}`,
    preloadEvent: `stand-in-preload-${secret}`,
    closed: `stand-in-closed-${secret}`,
    binding: `standInMain_${secret.replaceAll('-', '')}`,
    deliver: `standInDeliver_${secret.replaceAll('-', '')}`,
    filesFolder,
  };
  const preload = readFileSync(preloadFile, 'utf8');
  // As text and not through `eval`, which the page's Content-Security-Policy refuses to the preload's world, too.
  const runPreload = `(require, module, exports) => {\n${preload}\n}`;
  return {
    ...names,
    pageScript: script(['bridge', 'page-world'], `startPageWorld(${JSON.stringify(names)});`),
    preloadScript: script(['bridge', 'preload-world'], `startPreloadWorld(${JSON.stringify(names)}, ${runPreload});`),
  };
}

function script(files: readonly string[], start: string): string {
  const sources = files.map((file) => readFileSync(new URL(`worlds/${file}.js`, import.meta.url), 'utf8'));
  return `(() => {\n${sources.join('\n')}\n${start}\n})();`;
}
