const listeners = new Set<() => void>();

/** Asks for the step to go to. */
export function askForStep(): void {
  for (const listener of listeners) listener();
}

/** Calls back when a step is asked for. Returns how to end it. */
export function onGoToStep(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
