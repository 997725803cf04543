import { inspect } from 'node:util';

// Every secret that this process holds, so that none is written where people read: libraries and servers quote what they
// were given, in messages nobody foresees.

/** Shorter ones stand in any text by accident; they are known by their place only, after the colon in a URL. */
const LEAST_LENGTH = 4;
const MASK = '***';

/** Anything of the form `scheme://user:password@` in a text; the password is what must not be written. */
const URL_PASSWORD = /(\w+:\/\/[^\s:/@]*):[^\s@/]*@/g;

/** More than a host ever has; so many that nobody pushes one out by trying others. */
const MOST_HELD = 2_000;
/** Of those that were only tried, or pasted and not yet saved. */
const MOST_TRIED = 100;

/** Each secret with the forms in which it may be quoted. */
type Registry = Map<string, readonly string[]>;
const held: Registry = new Map();
const tried: Registry = new Map();
/** The forms of all of them, the longest first: of two that begin alike the longer one is what stands there. */
let forms: readonly string[] | null = null;

/**
 * Makes a secret known to `redact`, until the process ends: what quotes it may come long after it was replaced.
 * @returns the secret, to be written around an expression
 */
export function registerSecret<Secret extends string | null>(secret: Secret): Secret {
  return register(held, MOST_HELD, secret);
}

/** The same for a secret that nothing keeps; it is known until many others were tried. */
export function registerTried<Secret extends string | null>(secret: Secret): Secret {
  return register(tried, MOST_TRIED, secret);
}

function register<Secret extends string | null>(registry: Registry, most: number, secret: Secret): Secret {
  if (secret === null || secret.length < LEAST_LENGTH || registry.has(secret)) return secret;
  registry.set(secret, formsOf(secret));
  const [oldest] = registry.keys();
  if (registry.size > most && oldest !== undefined) registry.delete(oldest);
  forms = null;
  return secret;
}

/** Replaces every registered secret in a text, however it is escaped, and the password of every URL. Never throws. */
export function redact(text: string): string {
  try {
    let clean = text;
    // No regular expression of all of them: it would be compiled anew for each, and has a greatest length.
    forms ??= [...new Set([...held.values(), ...tried.values()].flat())].sort(longestFirst);
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, MASK);
    return withoutPasswords(clean);
  } catch {
    // A line that says nothing is better than one that says too much.
    return MASK;
  }
}

/** Replaces the password of every URL in a text. For messages that others' code made. */
function withoutPasswords(text: string): string {
  return text.replace(URL_PASSWORD, '$1:***@');
}

/**
 * Replaces secrets wherever they stand in a value of JSON: names, strings, and numbers that contain one.
 * @param spared names whose values are the program's own
 */
export function redactJson(value: unknown, spared: readonly string[] = []): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') {
    const text = String(value);
    return redact(text) === text ? value : redact(text);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) =>
      spared.includes(name) ? [name, item] : [redact(name), redactJson(item)],
    ),
  );
}

/** An error with its stack and causes, as it is printed, without secrets. */
export function describeError(error: unknown): string {
  return redact(inspect(error));
}

/** As it is, and as it stands in URLs, JSON (also JSON within JSON), connection strings and printed objects. */
function formsOf(secret: string): string[] {
  const json = inJson(secret);
  const found = [secret, json, inJson(json), secret.replace(/[\\']/g, '\\$&'), inspect(secret).slice(1, -1)];
  // Which letters are encoded differs: by encodeURIComponent, in the user's part of a URL, in a query.
  const whole = secret.isWellFormed() ? encodeURIComponent(secret) : secret;
  const user = new URL('http://host');
  user.password = secret;
  const query = new URLSearchParams([['', secret]]).toString().slice(1);
  for (const encoded of [whole, user.password, query, query.replaceAll('+', '%20')]) {
    found.push(
      encoded,
      encoded.replace(/%../g, (code) => code.toLowerCase()),
    );
  }
  return [...new Set(found)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function longestFirst(left: string, right: string): number {
  return right.length - left.length;
}
