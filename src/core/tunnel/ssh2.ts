import type ssh2 from 'ssh2';

/** The library, loaded when the first tunnel is opened: most databases need none. */
export async function loadSsh2(): Promise<typeof ssh2> {
  return (await import('ssh2')).default;
}
