import { useCallback, useEffect, useState } from 'react';
import type { TriggerStatus } from '#shared/domain/triggers.ts';
import { here } from '../link/host.ts';

/**
 * The triggers of the connected database; null while they are read, or cannot be.
 * @param moment read again whenever it changes
 */
export function useTriggers(moment: string): {
  readonly status: TriggerStatus | null;
  readonly reread: () => void;
} {
  const [status, setStatus] = useState<TriggerStatus | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment is what makes it read again.
  useEffect(() => {
    let isGone = false;
    here()
      .triggers.read()
      .then(
        (answer) => !isGone && setStatus(answer),
        () => !isGone && setStatus(null),
      );
    return () => {
      isGone = true;
    };
  }, [moment, turn]);
  return { status, reread: useCallback(() => setTurn((n) => n + 1), []) };
}
