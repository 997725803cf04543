import { explain } from './problem.ts';

/** What one look at a database found. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly sentence: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
}

export function ok(sentence: string): Finding {
  return { state: 'ok', sentence, advice: null };
}

export function warning(sentence: string, advice: string): Finding {
  return { state: 'warning', sentence, advice };
}

export function skipped(sentence: string): Finding {
  return { state: 'skipped', sentence, advice: null };
}

/** A failure in a person's words, parted into what happened and what to do. Never contains a password. */
export function failed(error: unknown, advice: string): Finding {
  const { reason } = explain(error);
  const whole = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.!?]$/.test(reason) ? '' : '.'}`;
  // A sentence ends with a full stop before a capital; "db.example" does not.
  const [, sentence = whole, own] = /^(.+?\.) (?=[A-Z])(.+)$/s.exec(whole) ?? [];
  return { state: 'failed', sentence, advice: own ?? advice };
}
