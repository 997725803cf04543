/**
 * Lines of nine runs: Okabe and Ito's colours, darkened for light pages and lightened for dark ones, and dashes from the
 * fifth on, so that no two are told apart by colour alone where there are many.
 */
const LIGHT = ['#0072b2', '#b35000', '#007a59', '#a0458a', '#4c5966', '#0072b2', '#b35000', '#007a59', '#a0458a'];
const DARK = ['#56b4e9', '#e69f00', '#2ec99a', '#e68fca', '#c3ccd6', '#56b4e9', '#e69f00', '#2ec99a', '#e68fca'];
const DASHES = [[], [], [], [], [], [6, 4], [6, 4], [6, 4], [6, 4]];

/** How the n-th run of a comparison is drawn. */
export interface LaneLook {
  readonly colour: string;
  /** Lengths of line and gap, pixels; empty for a line without gaps. */
  readonly dash: readonly number[];
}

export function laneLook(n: number, scheme: 'light' | 'dark'): LaneLook {
  const colours = scheme === 'dark' ? DARK : LIGHT;
  return { colour: colours[n] ?? '#888888', dash: DASHES[n] ?? [] };
}
