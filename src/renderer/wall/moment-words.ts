const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A moment in full, on this page's clock face: "12 May 2025, 14:05:12". */
export function formatMoment(moment: number): string {
  return `${dayAndYear.format(moment)}, ${second.format(moment)}`;
}

/** A day in few letters: "12 May". */
export function formatDay(moment: number): string {
  return day.format(moment);
}

/** A time of day: "14:05", with seconds where those count. */
export function formatClock(moment: number, withSeconds: boolean): string {
  return (withSeconds ? second : minute).format(moment);
}

/** How many experiments went on: "nothing went on", "1 experiment was running". */
export function wereRunning(count: number): string {
  if (count === 0) return 'no experiment was running';
  return count === 1
    ? '1 experiment was running'
    : `${new Intl.NumberFormat('en').format(count)} experiments were running`;
}
