/** What a check looks at, in the order in which a connection meets it. */
export const CHECKS = [
  'name',
  'ssh',
  'connect',
  'tls',
  'sign-in',
  'server',
  'tables',
  'triggers',
  'notices',
  'reading',
  'clock',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** One check of an examination. */
export interface CheckResult {
  readonly name: CheckName;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly sentence: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
  /** How long it took, milliseconds. */
  readonly ms: number;
}
