import { useEffect, useState } from 'react';

/**
 * A value that is being edited here: what was entered is shown until the library has it, or another one.
 * @param value as the library has it
 */
export function useEdited<Value>(
  value: Value,
): [shown: Value, edit: (entered: Value | null) => void, isEdited: boolean] {
  const [entered, setEntered] = useState<Value | null>(null);
  // Each reading of the library makes new objects of what has not changed.
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever it is by now, it is another one than before.
  useEffect(() => setEntered(null), [text]);
  return [entered ?? value, setEntered, entered !== null];
}
