/** Hands a file to the browser, which asks where to keep it or puts it among the downloads. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has begun by then; the browser holds on to what it needs.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A name that every file system takes, from texts of the database. */
export function fileName(parts: readonly (string | number)[], extension: string): string {
  const name = parts
    .join('-')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '')
    .slice(0, 120);
  return `${name || 'oriole'}.${extension}`;
}
