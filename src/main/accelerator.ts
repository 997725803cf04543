/** Names that Electron has for keys, where they differ from `KeyboardEvent.key`. */
const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
};

/**
 * How Electron writes a key of the command table; null where the menu must not show it. macOS takes every key that a menu
 * shows, also while somebody types: there only those with Cmd can stand in it.
 */
export function acceleratorOf(key: string | null, isMac: boolean): string | null {
  if (key === null || (isMac && !key.startsWith('Mod+'))) return null;
  const parts = key === '+' ? [key] : key.split('+');
  return parts
    .map((part) => (part === 'Mod' ? 'CmdOrCtrl' : (NAMES[part] ?? part.replace(/^[a-z]$/, upper))))
    .join('+');
}

function upper(letter: string): string {
  return letter.toUpperCase();
}
