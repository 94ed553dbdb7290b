/**
 * Dates of conditions without a clock: ISO 8601 as W3C profiles it, or whole seconds since 1970. The limits are those
 * that IAM holds documents to.
 */

/** The longest date that IAM takes: a nine-digit year, nanoseconds and a zone. */
const MAX_DATE_LENGTH = 64;

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Milliseconds since 1970; undefined when the text is no date. Without a zone it is UTC. */
export function readDate(text: string): number | undefined {
  if (text.length > MAX_DATE_LENGTH) {
    return undefined;
  }
  return /[tT-]/.test(text) ? readIsoDate(text) : readEpochSeconds(text);
}

/** `2026-11-21T23:35:00Z`: how a date looks where a policy variable puts it into text. */
export function formatDate(epochMs: number): string {
  const days = Math.floor(epochMs / MS_PER_DAY);
  const ms = epochMs - days * MS_PER_DAY;
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(ms / MS_PER_HOUR);
  const minute = Math.floor(ms / MS_PER_MINUTE) % 60;
  const second = Math.floor(ms / MS_PER_SECOND) % 60;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}Z`;
}

function readEpochSeconds(text: string): number | undefined {
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > 0x7fff_ffff_ffff_ffffn) {
    return undefined;
  }
  return Number(text) * MS_PER_SECOND;
}

/** Every quantifier is bounded and no two neighbours fit the same character, so matching is linear. */
const ISO_DATE =
  /^(-?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[tT](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?([zZ]|[+-]\d{2}(?::\d{2})?)?)?$/;

function readIsoDate(text: string): number | undefined {
  const parts = ISO_DATE.exec(text);
  if (parts === null) {
    return undefined;
  }

  const [, yearText, monthText = '1', dayText = '1', hourText = '0', minuteText = '0', secondText = '0'] = parts;
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)];
  const zone = readZone(parts[8]);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59 || zone === undefined) {
    return undefined;
  }

  const fraction = parts[7] === undefined ? 0 : Math.floor(Number(`0.${parts[7]}`) * MS_PER_SECOND);
  const time = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND + fraction;
  return daysFromCivil(year, month, day) * MS_PER_DAY + time - zone;
}

function readZone(text: string | undefined): number | undefined {
  if (text === undefined || text === 'z' || text === 'Z') {
    return 0;
  }
  const hours = Number(text.slice(1, 3));
  const minutes = text.length > 3 ? Number(text.slice(4, 6)) : 0;
  if (hours > 23 || minutes > 59) {
    return undefined;
  }
  const offset = hours * MS_PER_HOUR + minutes * MS_PER_MINUTE;
  return text.startsWith('-') ? -offset : offset;
}

const DAYS_PER_ERA = 146_097;
const YEARS_PER_ERA = 400;
/** From 0000-03-01, where an era begins, to 1970-01-01. */
const DAYS_TO_1970 = 719_468;

/** Days since 1970 in the proleptic Gregorian calendar, counting years from March so that leap days come last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / YEARS_PER_ERA);
  const yearOfEra = marchYear - era * YEARS_PER_ERA;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 };
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
