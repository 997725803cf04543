/**
 * Everything that a person can do by a button, a key, the menu or the palette, in one table: what is not in it is
 * nowhere, and what is in it can be found in the help. What a command does is said where it is done (the viewer's
 * `commands/` folder); here is what it is called.
 */

/** Where commands belong together in the menu and in the help. */
export const COMMAND_GROUPS = ['Playback', 'Timeline', 'Maze', 'Share', 'Window'] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

interface CommandFacts {
  readonly title: string;
  readonly group: CommandGroup;
  /**
   * Keys as `KeyboardEvent.key` names them, after `Mod+` (Ctrl, on a Mac ⌘), `Alt+` and `Shift+`. `Shift+` is written only
   * where it does not change the key's name; `Alt+` stands before letters only. Each is good by itself.
   */
  readonly keys: readonly string[];
}

export const COMMANDS = {
  'play-pause': { title: 'Play or pause', group: 'Playback', keys: ['Space', 'k'] },
  'step-back': { title: 'One step back', group: 'Playback', keys: ['ArrowLeft'] },
  'step-on': { title: 'One step on', group: 'Playback', keys: ['ArrowRight'] },
  'ten-back': { title: 'Ten steps back', group: 'Playback', keys: ['Shift+ArrowLeft'] },
  'ten-on': { title: 'Ten steps on', group: 'Playback', keys: ['Shift+ArrowRight'] },
  'event-back': { title: 'Previous event', group: 'Playback', keys: ['['] },
  'event-on': { title: 'Next event', group: 'Playback', keys: [']'] },
  start: { title: 'First step', group: 'Playback', keys: ['Home'] },
  end: { title: 'Last step', group: 'Playback', keys: ['End'] },
  live: { title: 'Live: stay at the newest step', group: 'Playback', keys: ['l', 'f'] },
  slower: { title: 'Slower', group: 'Playback', keys: ['<'] },
  faster: { title: 'Faster', group: 'Playback', keys: ['>'] },
  reverse: { title: 'Play the other way', group: 'Playback', keys: ['r'] },
  loop: { title: 'Loop: off, all, range', group: 'Playback', keys: ['o'] },
  'range-from': { title: 'Range begins here', group: 'Playback', keys: ['i'] },
  'range-to': { title: 'Range ends here', group: 'Playback', keys: ['u'] },
  axis: { title: 'Steps or time', group: 'Timeline', keys: ['t'] },
  'timeline-nearer': { title: 'Timeline: zoom in', group: 'Timeline', keys: ['}'] },
  'timeline-farther': { title: 'Timeline: zoom out', group: 'Timeline', keys: ['{'] },
  'timeline-all': { title: 'Timeline: show all', group: 'Timeline', keys: ['|'] },
  'go-to-step': { title: 'Go to step', group: 'Timeline', keys: ['g'] },
  bookmark: { title: 'Set or remove a bookmark here', group: 'Timeline', keys: ['b'] },
  'search-texts': { title: 'Search in reasoning and answers', group: 'Timeline', keys: ['Mod+f'] },
  fit: { title: 'Fit the whole maze', group: 'Maze', keys: ['0'] },
  'zoom-in': { title: 'Zoom in', group: 'Maze', keys: ['+', '='] },
  'zoom-out': { title: 'Zoom out', group: 'Maze', keys: ['-'] },
  'keep-agent': { title: 'Keep the agent in view', group: 'Maze', keys: ['a'] },
  'show-visited': { title: 'Show visited cells', group: 'Maze', keys: ['1'] },
  'show-heat': { title: 'Show how often cells were visited', group: 'Maze', keys: ['2'] },
  'show-trail': { title: 'Show the trail', group: 'Maze', keys: ['3'] },
  'show-fog': { title: 'Dim what was not seen yet', group: 'Maze', keys: ['4'] },
  'show-sight': { title: 'Show what is seen now', group: 'Maze', keys: ['5'] },
  'show-route': { title: 'Show the shortest way from here', group: 'Maze', keys: ['6'] },
  'show-optimal': { title: 'Show the shortest way from the start', group: 'Maze', keys: ['7'] },
  'show-difference': { title: 'Show the difference to the other run', group: 'Maze', keys: ['8'] },
  'show-hits': { title: 'Show wall hits', group: 'Maze', keys: ['9'] },
  'copy-link': { title: 'Copy link to this step', group: 'Share', keys: ['y'] },
  'save-picture': { title: 'Save as picture (PNG)', group: 'Share', keys: [] },
  'save-actions': { title: 'Save the actions (CSV)', group: 'Share', keys: [] },
  'save-statistics': { title: 'Save the statistics (CSV)', group: 'Share', keys: [] },
  'save-video': { title: 'Save as video', group: 'Share', keys: [] },
  compare: { title: 'Compare with other runs', group: 'Window', keys: ['c'] },
  wall: { title: 'Show the Wall', group: 'Window', keys: ['w'] },
  sessions: { title: 'Show the Sessions', group: 'Window', keys: ['s'] },
  record: { title: 'Record', group: 'Window', keys: ['Mod+r', 'Alt+r'] },
  'open-recording': { title: 'Open a recording', group: 'Window', keys: ['Mod+o', 'Alt+o'] },
  theme: { title: 'Light or dark', group: 'Window', keys: [] },
  palette: { title: 'Find a command', group: 'Window', keys: ['Mod+k'] },
  help: { title: 'Keys', group: 'Window', keys: ['?'] },
} as const satisfies Record<string, CommandFacts>;

/**
 * Keys that mean something to a browser itself (it reloads, it opens a file): they are the desktop application's only, and
 * whatever has one has another one beside it.
 */
export const KEPT_BY_BROWSERS: readonly string[] = ['Mod+r', 'Mod+o'];

export type CommandId = keyof typeof COMMANDS;

export const COMMAND_IDS = Object.keys(COMMANDS) as readonly CommandId[];

/** Narrows what comes from another process. */
export function isCommandId(value: unknown): value is CommandId {
  return typeof value === 'string' && Object.hasOwn(COMMANDS, value);
}
