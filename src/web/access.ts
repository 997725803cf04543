import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Why a request is refused; the sentence is what its sender reads. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly reason: string;
}

const NEEDS_TOKEN =
  'This page needs the complete URL that the program printed when it started, with its token. Copy it from there.';

/**
 * Who may talk to the web host. Every program on this machine and every page in this browser can reach a loopback
 * port, so: the Host header must name this server (a rebound DNS name does not), a page that opens the contract must be
 * our own (Origin), and everything needs the token, from the URL once and from a strict cookie after.
 */
export class Access {
  readonly token: string;
  readonly #host: string;
  readonly #port: () => number;

  /** @param port the port in use, known only once the server listens */
  constructor(host: string, port: () => number, token: string = randomBytes(24).toString('base64url')) {
    this.token = token;
    this.#host = host;
    this.#port = port;
  }

  /** Refuses a request that was meant for another server. */
  refuseHost(request: IncomingMessage): Refusal | null {
    const host = hostName(request.headers.host ?? '');
    const known = host === 'localhost' || host === this.#host || isIP(host) !== 0;
    return known ? null : { status: 421, reason: `This server is not ${host.slice(0, 100)}.` };
  }

  /** Refuses a request without the token. */
  refuseStranger(request: IncomingMessage, url: URL): Refusal | null {
    const given = url.searchParams.get('token') ?? bearer(request) ?? this.#cookie(request);
    return given !== null && same(given, this.token) ? null : { status: 401, reason: NEEDS_TOKEN };
  }

  /** Refuses a page of another origin. Programs that are no browser send no Origin; they have shown the token. */
  refuseOrigin(request: IncomingMessage): Refusal | null {
    const origin = request.headers.origin;
    const own = origin === undefined || origin === `http://${request.headers.host}`;
    return own ? null : { status: 403, reason: 'Only pages of this server may do that.' };
  }

  /** The cookie for a page that came with the right token in its URL. */
  cookieHeader(): string {
    return `${this.#cookieName()}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  // Cookies do not know ports: two hosts on one machine would overwrite each other's.
  #cookieName(): string {
    return `oriole_${this.#port()}`;
  }

  #cookie(request: IncomingMessage): string | null {
    const name = `${this.#cookieName()}=`;
    const cookie = (request.headers.cookie ?? '').split(/;\s*/).find((part) => part.startsWith(name));
    return cookie?.slice(name.length) ?? null;
  }
}

function bearer(request: IncomingMessage): string | null {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** `[::1]:4173` → `::1`, `localhost:4173` → `localhost`. */
function hostName(header: string): string {
  return header
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

// Digests are of equal length, which timingSafeEqual wants, whatever was given.
function same(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
