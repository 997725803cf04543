import { expect, test } from 'vitest';
import { COMMAND_IDS, COMMANDS, isCommandId, KEPT_BY_BROWSERS } from '#shared/commands.ts';
import { acceleratorOf } from '../../src/main/accelerator.ts';

test('no two commands share a key', () => {
  const keys = COMMAND_IDS.flatMap((id) => [...COMMANDS[id].keys]);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test('no command takes a key that browsers and profiles need, unless it is the desktop’s only and not the only one', () => {
  const taken = [
    'Mod+c',
    'Mod+v',
    'Mod+x',
    'Mod+a',
    'Mod+z',
    'Mod+t',
    'Mod+w',
    'Mod+n',
    'Mod+r',
    'Mod+l',
    'Tab',
    'Enter',
    'Escape',
  ];
  for (let digit = 1; digit <= 9; digit++) taken.push(`Mod+${digit}`);
  const keys = new Set<string>(COMMAND_IDS.flatMap((id) => [...COMMANDS[id].keys]));
  expect(taken.filter((key) => keys.has(key) && !KEPT_BY_BROWSERS.includes(key))).toEqual([]);
  for (const id of COMMAND_IDS) {
    const own: readonly string[] = COMMANDS[id].keys;
    if (own.length > 0) expect(own.filter((key) => !KEPT_BY_BROWSERS.includes(key))).not.toEqual([]);
  }
});

test('every title is another one', () => {
  const titles = COMMAND_IDS.map((id) => COMMANDS[id].title);
  expect(new Set(titles).size).toBe(titles.length);
});

test('what another process says is a command only when it is one', () => {
  expect(isCommandId('play-pause')).toBe(true);
  for (const value of ['constructor', 'toString', '', null, 3]) expect(isCommandId(value)).toBe(false);
});

test('the menu shows keys as Electron writes them, and on a Mac none that would be taken from somebody who types', () => {
  expect(acceleratorOf('ArrowLeft', false)).toBe('Left');
  expect(acceleratorOf('Shift+ArrowRight', false)).toBe('Shift+Right');
  expect(acceleratorOf('k', false)).toBe('K');
  expect(acceleratorOf('+', false)).toBe('Plus');
  expect(acceleratorOf('Mod+k', true)).toBe('CmdOrCtrl+K');
  expect(acceleratorOf('k', true)).toBeNull();
  expect(acceleratorOf(null, false)).toBeNull();
});
