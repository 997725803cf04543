import { create } from 'zustand';
import type { HostAbout } from '#shared/contract.ts';
import { host } from '../link/host.ts';
import { pull } from '../link/pull.ts';

/** What this viewer is connected to; null before it has said so. */
export const useHost = create<{ readonly about: HostAbout | null }>(() => ({ about: null }));

/** Asks the host what it is, once. */
export function askHost(): void {
  const stop = pull(
    () => host.host.about(),
    (about) => {
      useHost.setState({ about });
      stop();
    },
  );
}
