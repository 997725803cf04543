import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  DEMO_PROFILE_ID,
  defaultTlsMode,
  PROFILE_TLS_MODES,
  type Profile,
  profileSchema,
} from '#shared/domain/profile.ts';
import { freeName } from '../free-name.ts';

// Profiles as a file to hand on: without secrets, and without anything a profile does not have.

const FORMAT = 'oriole-monitor profiles';
const VERSION = 1;
/** A thousand profiles are less. */
const MOST_BYTES = 1_000_000;
/** How much of a name is quoted in a sentence. */
const QUOTED = 60;

const envelope = z.object({
  format: z.literal(FORMAT),
  version: z.number().int().min(1),
  profiles: z.array(z.unknown()),
});

/** The text cannot be taken for exported profiles, or there is too much of it; the message is a sentence for a person. */
export class ExchangeError extends Error {}

/**
 * Profiles as JSON.
 * @throws ExchangeError when they are more than can be read back
 */
export function exportProfiles(profiles: readonly Profile[]): string {
  // Parsed: whatever else an object carries stays here.
  const content = {
    format: FORMAT,
    version: VERSION,
    profiles: profiles.map((profile) => profileSchema.parse(profile)),
  };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new ExchangeError('These profiles are more than 1 MB together, which could not be imported. Choose fewer.');
  }
  return text;
}

/** What an exported text contains, ready to be saved. */
export interface Imported {
  readonly profiles: readonly Profile[];
  /** What was left out or changed, or is to be looked at, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads exported profiles. An id that is known already gets a new one and a name a number, so that nothing is replaced.
 * @throws ExchangeError when the text is not that
 */
export function importProfiles(text: string, existing: readonly Profile[]): Imported {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new ExchangeError('This is more than 1 MB, so nothing was imported.');
  const { profiles: entries } = readEnvelope(text);
  const ids = new Set([DEMO_PROFILE_ID, ...existing.map(({ id }) => id)]);
  const names = new Set(existing.map(({ name }) => name));
  const profiles: Profile[] = [];
  const notes: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const read = profileSchema.safeParse(entry);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
      notes.push(`${called(entry, index)} was left out, because it is not a valid profile${where}.`);
      continue;
    }
    if (read.data.connection.kind === 'demo') {
      notes.push(`${called(entry, index)} was left out: every machine has a demo laboratory of its own.`);
      continue;
    }
    const profile = {
      ...read.data,
      id: ids.has(read.data.id) ? randomUUID() : read.data.id,
      name: freeName(read.data.name, names),
    };
    ids.add(profile.id);
    names.add(profile.name);
    profiles.push(profile);
    if (isWeak(profile)) {
      notes.push(`${called(profile, index)} protects its connection less than is usual for its host. Look at its TLS.`);
    }
  }
  return { profiles, notes };
}

function readEnvelope(text: string): z.infer<typeof envelope> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ExchangeError('This is no JSON, so nothing was imported. Choose a file that was exported here.');
  }
  const read = envelope.safeParse(value);
  if (!read.success) {
    throw new ExchangeError(
      'These are no exported profiles, so nothing was imported. Choose a file that was exported here.',
    );
  }
  if (read.data.version > VERSION) {
    throw new ExchangeError('A newer Oriole Monitor has exported this, so nothing was imported. Update this program.');
  }
  return read.data;
}

function isWeak({ connection }: Profile): boolean {
  if (connection.kind !== 'server') return false;
  const rank = (mode: (typeof PROFILE_TLS_MODES)[number]) => PROFILE_TLS_MODES.indexOf(mode);
  return rank(connection.tls.mode) < rank(defaultTlsMode(connection.host));
}

function called(entry: unknown, index: number): string {
  const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : null;
  if (typeof name !== 'string' || name.trim() === '') return `Profile ${index + 1}`;
  const line = name.replace(/\s+/g, ' ');
  return `"${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}"`;
}
