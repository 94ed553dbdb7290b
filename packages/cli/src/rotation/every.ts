import { wrongUsage } from '../failure.ts';

/** RotationRules, as far as `--every` says them. */
export type Every = { readonly AutomaticallyAfterDays: number } | { readonly ScheduleExpression: string };

/** Bounds of the API: 1 to 1,000 days; hours from 4 on. */
const MAX_DAYS = 1_000;
const MIN_HOURS = 4;
const MAX_HOURS = 999;
/** Characters of a ScheduleExpression. */
const MAX_EXPRESSION = 256;

/** Reads `30d`, `12h`, `rate(...)` or `cron(...)`; throws a `Failure` that says what is wrong. */
export function readEvery(text: string): Every {
  const [, number = '', unit] = /^(\d{1,4})([dh])$/.exec(text) ?? [];
  if (unit === 'd') return { AutomaticallyAfterDays: within(Number(number), 1, MAX_DAYS, 'days') };
  if (unit === 'h')
    return { ScheduleExpression: `rate(${within(Number(number), MIN_HOURS, MAX_HOURS, 'hours')} hours)` };
  if (isExpression(text)) return { ScheduleExpression: text };
  throw wrongUsage(`\`${text}\` is no interval such as \`30d\`, \`12h\`, \`rate(10 days)\` or \`cron(0 8 1 * ? *)\``);
}

/** How many days pass between two rotations; undefined: a `cron` does not say it. */
export function daysBetween(every: Every): number | undefined {
  if ('AutomaticallyAfterDays' in every) return every.AutomaticallyAfterDays;
  const [, number, unit = ''] = RATE.exec(every.ScheduleExpression) ?? [];
  return number === undefined ? undefined : unit.startsWith('day') ? Number(number) : Number(number) / 24;
}

const RATE = /^rate\((\d{1,4}) (days?|hours?)\)$/;

/** What the server would refuse at the very end, when everything else is made, is refused here as far as its form tells. */
function isExpression(text: string): boolean {
  if (text.length > MAX_EXPRESSION) return false;
  if (text.startsWith('rate(')) return RATE.test(text);
  return (
    text.startsWith('cron(') && text.endsWith(')') && text.slice('cron('.length, -1).trim().split(/ +/).length === 6
  );
}

function within(number: number, min: number, max: number, unit: string): number {
  if (number < min || number > max) throw wrongUsage(`a secret is rotated every ${min} to ${max} ${unit}`);
  return number;
}
