/** `rate(VALUE UNIT)`: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html */
import { scheduleWords, wholeNumber } from './schedule-words.ts';

export interface Rate {
  readonly every: number;
  readonly unit: 'hour' | 'day';
}

/**
 * Reads a `rate()`; undefined when the text is none. Singular and plural are the same unit, as the guide has it. Whether
 * the value is one that a secret can be rotated at is not asked here.
 */
export function parseRate(text: string): Rate | undefined {
  const [value = '', unit = '', ...rest] = scheduleWords('rate', text) ?? [];
  const every = wholeNumber(value);
  const known = UNITS.get(unit);
  return every === undefined || known === undefined || rest.length > 0 ? undefined : { every, unit: known };
}

const UNITS: ReadonlyMap<string, Rate['unit']> = new Map([
  ['hour', 'hour'],
  ['hours', 'hour'],
  ['day', 'day'],
  ['days', 'day'],
]);
