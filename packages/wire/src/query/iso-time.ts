/** ISO 8601 instants, as the Query protocol writes timestamps. */

const instant = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Milliseconds since 1970 of `2026-01-02T03:04:05Z`, with a fraction of a second (cut to milliseconds) or another
 * offset from UTC allowed; undefined for anything else, also for days that no calendar has.
 */
export function parseIsoTime(text: string): number | undefined {
  const match = instant.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '0', sign, offsetHour = '0', offsetMinute = '0'] = match;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const local = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms),
  );
  // Date.UTC carries the 31st of February over to March: then what it says differs from what was given.
  const said = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!local.toISOString().startsWith(said)) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return local.getTime() - (sign === '-' ? -offsetMs : offsetMs);
}

/** `2026-01-02T03:04:05.678Z`; a whole second has no fraction, as IAM writes its dates. */
export function formatIsoTime(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -'.000Z'.length)}Z` : text;
}
