const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment as PostgreSQL writes a `timestamp` in a time zone: `2026-11-30T18:26:59.123456`.
 * @param microseconds since 1970
 * @param timeZone the server's; null, or one that is not known here: UTC
 */
export function inZone(microseconds: number, timeZone: string | null): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  const rest = microseconds - seconds * 1_000_000;
  const date = new Date(seconds * 1_000);
  if (Number.isNaN(date.getTime())) return String(microseconds);
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return `${formatOf(timeZone ?? 'UTC')
    .format(date)
    .replace(' ', 'T')}${fraction}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  let format: Intl.DateTimeFormat;
  try {
    // Swedish writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { ...options, timeZone });
  } catch {
    format = new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: 'UTC' });
  }
  formats.set(timeZone, format);
  return format;
}
