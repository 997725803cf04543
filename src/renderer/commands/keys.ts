import { COMMAND_IDS, COMMANDS, type CommandId, KEPT_BY_BROWSERS } from '#shared/commands.ts';

/** What is needed of a keyboard event to name its key. */
type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const isMac = /Mac/.test(navigator.platform);

/** A browser goes on doing what it does by its own keys. */
const isDesktop = window.oriole !== undefined;

/** The keys that stand for a command in this page. */
export function keysOf(id: CommandId): readonly string[] {
  const keys: readonly string[] = COMMANDS[id].keys;
  return isDesktop ? keys : keys.filter((key) => !KEPT_BY_BROWSERS.includes(key));
}

const BY_KEY = new Map<string, CommandId>(COMMAND_IDS.flatMap((id) => keysOf(id).map((key) => [key, id] as const)));

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Mod: isMac ? '⌘' : 'Ctrl',
  Alt: isMac ? '⌥' : 'Alt',
  Shift: isMac ? '⇧' : 'Shift',
};

/** The command that a key stands for; null for none. */
export function commandOf(event: Pressed): CommandId | null {
  // Some events that browsers make themselves have no key.
  if (!event.key) return null;
  if (event.altKey) {
    // On a Mac, and in many layouts, Alt makes another character of the key.
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    const isAlone = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    return letter && isAlone ? (BY_KEY.get(`Alt+${letter.toLowerCase()}`) ?? null) : null;
  }
  const isNamed = event.key.length > 1;
  const name = event.key === ' ' ? 'Space' : isNamed ? event.key : event.key.toLowerCase();
  // On a Mac, Ctrl with a letter edits text.
  const mod = (isMac ? event.metaKey : event.ctrlKey) ? 'Mod+' : '';
  if (!mod && (event.ctrlKey || event.metaKey)) return null;
  const shift = event.shiftKey && isNamed ? 'Shift+' : '';
  return BY_KEY.get(mod + shift + name) ?? null;
}

/** A key of the command table as it is written for a person: "Shift ←", "Ctrl K". */
export function writeKey(key: string): string {
  if (key === '+') return key;
  return key
    .split('+')
    .map((part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}

/** A command's name with its first key, as tooltips show it. */
export function titleWithKey(id: CommandId): string {
  const [key] = keysOf(id);
  return key === undefined ? COMMANDS[id].title : `${COMMANDS[id].title} (${writeKey(key)})`;
}

/** Elements in which keys mean something else: all keys, or those that move between things and press them. */
const TYPING = 'input, textarea, select, [contenteditable=true]';
const MOVING = '[role=tablist], [role=menu], [role=radiogroup], [role=listbox], [role=tree], [role=combobox]';
const PRESSED = 'button, a[href], summary, [role=button], [role=switch], [role=checkbox], [role=tab], [role=menuitem]';

/** True when a key is for what has the focus and not for the window. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || document.querySelector('[role=dialog][aria-modal]') !== null) return true;
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest(TYPING)) return !(event.ctrlKey || event.metaKey);
  const moves = key.startsWith('Arrow') || key === 'Home' || key === 'End';
  if (moves && target.closest(MOVING)) return true;
  return (key === ' ' || key === 'Enter') && target.closest(PRESSED) !== null;
}
