import { extname, isAbsolute, relative, resolve } from 'node:path';

/** What a request for a path of the viewer means. */
export type FileChoice = { readonly file: string; readonly type: string } | 'malformed' | 'not found';

// What Vite writes. A type that is not here is not served: better a missing file in a test than a guessed type.
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * The file for a path of the viewer. A path without an extension is a page (`/`, `/run/12`): the viewer's own router
 * reads it, so all pages are `index.html`.
 *
 * @param root the folder that nothing outside of is ever served from
 * @param pathname as it stands in the address, still percent-encoded
 */
export function chooseFile(root: string, pathname: string): FileChoice {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return 'malformed';
  }
  if (path.includes('\0')) {
    return 'malformed';
  }
  // The URL parser has removed plain `..` already; encoded ones (`..%2f`, `..%5c` on Windows) appear only here.
  const wanted = resolve(root, `.${path}`);
  const inside = relative(root, wanted);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    return 'not found';
  }
  const extension = extname(wanted);
  const file = extension === '' ? resolve(root, 'index.html') : wanted;
  const type = TYPES[extension === '' ? '.html' : extension];
  return type === undefined ? 'not found' : { file, type };
}
