import { AXIS_KINDS, type AxisKind } from './run/axis.ts';

/** What is drawn over the maze, as an address names it; null: whatever the viewer usually shows. */
type OverlayText = string | null;

/** One run. */
export interface RunAddress {
  readonly page: 'run';
  readonly experimentId: number;
  /** The step shown; null: the newest. */
  readonly step: number | null;
  /** null: by steps. */
  readonly axis: AxisKind | null;
  readonly overlays: OverlayText;
}

/** Several runs on one clock. */
export interface CompareAddress {
  readonly page: 'compare';
  /** Two to nine. */
  readonly experimentIds: readonly number[];
  /** null: by steps. */
  readonly axis: AxisKind | null;
  /** Where on the axis; null: at the end. */
  readonly at: number | null;
  readonly overlays: OverlayText;
}

/** All experiments that were going on at a moment. */
export interface WallAddress {
  readonly page: 'wall';
  /** Whole milliseconds since 1970 by the server's clock; absent: live, or where a session begins. */
  readonly at?: number;
}

/** What the centre of the window shows; it stands in the address, so that it can be copied and reopened. */
export type Address = WallAddress | { readonly page: 'sessions' } | RunAddress | CompareAddress;

/** A comparison has at least two runs and shows no more than nine. */
export const MOST_COMPARED = 9;

/** The scheme of links that open in the desktop application. */
export const LINK_SCHEME = 'oriole';

/** The address of a run, followed at its newest step unless something else is said. */
export function runAddress(
  experimentId: number,
  part: Partial<Omit<RunAddress, 'page' | 'experimentId'>> = {},
): RunAddress {
  return { page: 'run', experimentId, step: null, axis: null, overlays: null, ...part };
}

/** Reads an address; an unknown one is the Wall. */
export function parseAddress(pathname: string, search: string): Address {
  const query = new URLSearchParams(search);
  const run = /^\/run\/(\d{1,15})\/?$/.exec(pathname)?.[1];
  const common = { axis: axisOf(query.get('axis')), overlays: overlaysOf(query.get('overlays')) };
  if (run !== undefined) {
    return { page: 'run', experimentId: Number(run), step: whole(query.get('step')), ...common };
  }
  if (/^\/compare\/?$/.test(pathname)) {
    const experimentIds = idsOf(query.get('runs') ?? '');
    if (experimentIds.length > 0) return { page: 'compare', experimentIds, at: decimal(query.get('at')), ...common };
  }
  if (/^\/sessions\/?$/.test(pathname)) return { page: 'sessions' };
  const at = pathname === '/' ? momentOf(query.get('at')) : null;
  return at === null ? { page: 'wall' } : { page: 'wall', at };
}

/** The profile that an address names; null: the one that a window begins with. */
export function parseProfile(search: string): string | null {
  return new URLSearchParams(search).get('profile');
}

/** Writes an address. */
export function formatAddress(address: Address, profile: string | null = null): string {
  const query = new URLSearchParams();
  let path = address.page === 'sessions' ? '/sessions' : '/';
  if (address.page === 'run' || address.page === 'compare') {
    path = address.page === 'run' ? `/run/${address.experimentId}` : '/compare';
    if (address.page === 'compare') query.set('runs', address.experimentIds.join('-'));
    if (address.page === 'run' && address.step !== null) query.set('step', String(address.step));
    if (address.axis !== null && address.axis !== 'step') query.set('axis', address.axis);
    if (address.page === 'compare' && address.at !== null) query.set('at', String(Number(address.at.toFixed(6))));
    if (address.overlays !== null) query.set('overlays', address.overlays);
  } else if (address.page === 'wall' && address.at !== undefined) {
    query.set('at', String(address.at));
  }
  if (profile !== null) query.set('profile', profile);
  return query.size === 0 ? path : `${path}?${query}`;
}

/**
 * A link that opens in the desktop application.
 * @param place the database as the feed names it: a colleague's profile of it has another id
 */
export function formatLink(address: Address, profile: string | null, place: string | null): string {
  const url = new URL(`${LINK_SCHEME}://open${formatAddress(address, profile)}`);
  if (place !== null && place !== '') url.searchParams.set('database', place);
  return url.href;
}

/** The path that such a link leads to, in the form that {@link parseAddress} reads; null for what is no such link. */
export function parseLink(text: string): string | null {
  if (text.length > 4_000 || !URL.canParse(text)) return null;
  const { protocol, hostname, pathname, search, searchParams } = new URL(text);
  if (protocol !== `${LINK_SCHEME}:` || hostname !== 'open') return null;
  // Written anew from what was understood: nothing else of a link reaches a page.
  const path = formatAddress(parseAddress(pathname, search), searchParams.get('profile')?.slice(0, 64) ?? null);
  const place = searchParams.get('database')?.slice(0, 300);
  return place ? `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ database: place })}` : path;
}

/** The database that a link names, beside its profile. */
export function parsePlace(search: string): string | null {
  return new URLSearchParams(search).get('database');
}

function axisOf(text: string | null): AxisKind | null {
  return AXIS_KINDS.find((kind) => kind === text) ?? null;
}

function overlaysOf(text: string | null): OverlayText {
  return text !== null && /^[a-z0-9.,:-]{0,200}$/i.test(text) ? text : null;
}

function idsOf(text: string): number[] {
  // Commas too: that is how people write lists.
  const ids = text.split(/[-,]/).filter((id) => /^\d{1,15}$/.test(id));
  return [...new Set(ids.map(Number))].slice(0, MOST_COMPARED);
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** As far as a Date goes: 16 digits. */
function momentOf(text: string | null): number | null {
  return text !== null && /^\d{1,16}$/.test(text) && Number(text) <= 8.64e15 ? Number(text) : null;
}

function decimal(text: string | null): number | null {
  return text !== null && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : null;
}
