import { z } from 'zod';
import { POLL_RANGE_MS } from './poll-range.ts';

/** Where a database stands in the life of its data. Production asks before anything is written. */
export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** By which a profile is told from others at a glance. */
export const PROFILE_COLOURS = ['blue', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'violet', 'gray'] as const;

/** libpq's `sslmode`, without `allow`, which nobody means. */
export const PROFILE_TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type ProfileTlsMode = (typeof PROFILE_TLS_MODES)[number];

/** How one signs in to an SSH server. */
const TUNNEL_WAYS = ['agent', 'key', 'password'] as const;
export type TunnelWay = (typeof TUNNEL_WAYS)[number];

/**
 * What is kept secret of a profile: the database's password, the passphrase of the client certificate's key, and for
 * the SSH server and the jump host before it the password, or the passphrase of the key.
 */
export const SECRET_KINDS = ['password', 'keyPassphrase', 'tunnel', 'jump'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** The profile of the demo laboratory, which every host has. */
export const DEMO_PROFILE_ID = 'demo';

/** Longer ones are refused; what is shown is cut anyway. */
const MOST_NAME = 10_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f]/;

const line = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !CONTROL.test(value), 'must be one line, without control characters');

// A host is a name, an address or the folder of a socket: nothing that could be read as a URL, an option or a list.
const host = line(255).regex(
  /^(\/[^?#,]*|[^\s/?#@,='"\\-][^\s/?#@,='"\\]*)$/,
  'must be a name, an address or the folder of a socket',
);
const port = z.number().int().min(1).max(65_535);

/** A file on the host's machine: absolute, or below the home of whoever runs it. */
const file = line(4_096)
  .regex(/^(\/|~[/\\]|[A-Za-z]:[\\/])/, 'must be a whole path, from / or ~/')
  .refine((path) => !path.split(/[/\\]/).includes('..'), 'must not contain ".."');

const hop = z.object({
  host: host.refine((value) => !value.startsWith('/'), 'must be a name or an address'),
  port: port.default(22),
  user: line(255).min(1),
  way: z.enum(TUNNEL_WAYS),
  /** Only with `key`. */
  keyFile: file.nullable(),
});
/** One SSH server on the way. */
export type TunnelHop = z.infer<typeof hop>;

const server = z.object({
  kind: z.literal('server'),
  host,
  port: port.default(5_432),
  database: line(255).min(1),
  user: line(255).min(1),
  tls: z.object({
    mode: z.enum(PROFILE_TLS_MODES),
    /** null: the system's with `verify-full`, libpq's file (`~/.postgresql/root.crt`) with any other mode. */
    authorities: file.nullable(),
    certificate: file.nullable(),
    key: file.nullable(),
  }),
  /** The SSH server from which the database is reached, and the one before it. */
  tunnel: z.object({ server: hop, jump: hop.nullable() }).nullable(),
  /** Where the tables are; null: wherever they are found. */
  schema: line(63).min(1).nullable(),
});

/** Where a profile leads to. */
const connection = z.discriminatedUnion('kind', [z.object({ kind: z.literal('demo') }), server]);

const profile = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: line(MOST_NAME).trim().min(1),
  colour: z.enum(PROFILE_COLOURS),
  environment: z.enum(ENVIRONMENTS),
  connection,
  pollMs: z.number().int().min(POLL_RANGE_MS.least).max(POLL_RANGE_MS.most),
  /** Nothing is ever written to the database, triggers included. */
  readOnly: z.boolean(),
  favourite: z.boolean(),
});

/** There is one demo laboratory on a machine, and one profile of it. */
const isOneDemo = ({
  id,
  connection,
}: {
  readonly id: string | null;
  readonly connection: { readonly kind: string };
}) => (id === DEMO_PROFILE_ID) === (connection.kind === 'demo');
const ONE_DEMO = { message: 'only the profile "demo" is the demo’s', path: ['connection'] };

const saved = profile.refine(isOneDemo, ONE_DEMO);

/** A saved database connection, without its secrets. */
export type Profile = z.infer<typeof profile>;
/** The part of a profile that says where a server is and how to get there. */
export type ServerConnection = z.infer<typeof server>;

/** A profile as a viewer sends it: without an id when it is new. */
const draft = profile.extend({ id: profile.shape.id.nullable() }).refine(isOneDemo, ONE_DEMO);
export type ProfileDraft = z.infer<typeof draft>;

export { draft as profileDraftSchema, saved as profileSchema, server as serverConnectionSchema };

/** How a secret is kept: not at all, until the host ends, or by the vault. */
export type SecretKeeping = 'none' | 'session' | 'stored';

/** A profile as viewers see it. */
export interface ProfileEntry {
  readonly profile: Profile;
  /** False for what was given on the command line, which lasts until the host ends. */
  readonly saved: boolean;
  /** Milliseconds since 1970; null: never. */
  readonly lastUsedAt: number | null;
  /** How its secrets are kept; what they are never leaves the host. */
  readonly secrets: Readonly<Record<SecretKind, SecretKeeping>>;
  /** True while somebody watches it. */
  readonly open: boolean;
}

/** What a pasted text says of a connection. */
export interface TakenApart {
  /** What it names, and nothing that it does not. */
  readonly fields: Partial<Omit<ServerConnection, 'kind' | 'tls'>> & {
    readonly tls?: Partial<ServerConnection['tls']>;
  };
  /** Names the password that came with it, which stays in the host; null where there was none. */
  readonly pasted: string | null;
  /** What was not taken over, and why, as sentences. */
  readonly notes: readonly string[];
}

/** A connection that libpq's own files or variables describe. */
export interface ProfileOffer {
  readonly key: string;
  /** Where it was found, in words. */
  readonly found: string;
  readonly name: string;
  /** `user@host:port/database`. */
  readonly where: string;
  readonly notes: readonly string[];
}

/** What protects stored secrets. */
export interface VaultStatus {
  /**
   * `keychain`: the system's. `fixed-key`: encrypted with a key that is the same on every machine, so that whoever has the
   * file can read it. `none`: nothing can be stored, secrets last until the host ends.
   */
  readonly kind: 'keychain' | 'fixed-key' | 'none';
  /** As a sentence for a person. */
  readonly sentence: string;
}

/** True for a host on this machine, to which no network leads. */
export function isLocalHost(name: string): boolean {
  return name.startsWith('/') || name === 'localhost' || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/** The TLS that a new profile begins with: protected wherever a network is crossed. */
export function defaultTlsMode(name: string): ProfileTlsMode {
  return isLocalHost(name) ? 'prefer' : 'verify-full';
}
