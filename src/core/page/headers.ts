/**
 * What a page of the viewer may do, sent with every page and file by both hosts. A header and not a `<meta>`, because
 * it then holds before the first byte is parsed, and `frame-ancestors` works in a header only.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Mantine writes its theme's variables, and React its `style` attributes, into the page while it runs. A style
  // can neither run code nor, with the lines around it, load anything from elsewhere.
  "style-src 'self' 'unsafe-inline'",
  // Pixi makes textures of blobs, and decodes pictures in a worker that it starts from a blob.
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of every page and file. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // An update replaces the files under the same address.
  'cache-control': 'no-cache',
};
