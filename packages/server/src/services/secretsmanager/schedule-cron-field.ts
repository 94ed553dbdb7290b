/**
 * One field of a `cron()` that holds numbers or names: `*`, `5`, `MON`, `1-5`, `1/3`, `/8`, `2-20/6` and lists of these.
 * Each item costs at most as many steps as the field has values.
 */
import { wholeNumber } from './schedule-words.ts';

export interface CronField {
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on, in capitals; written in any case. */
  readonly names: readonly string[];
}

/** The values that the field's text stands for, ascending and each once; undefined when it is malformed. */
export function cronValues(text: string, field: CronField): readonly number[] | undefined {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const some = itemValues(item, field);
    if (!some) {
      return undefined;
    }
    for (const value of some) {
      values.add(value);
    }
  }
  return [...values].toSorted((a, b) => a - b);
}

/** A single number or name; undefined when it is neither or outside the field. */
export function cronValue(text: string, field: CronField): number | undefined {
  const index = field.names.indexOf(text.toUpperCase());
  const value = index >= 0 ? field.min + index : wholeNumber(text);
  return value !== undefined && value >= field.min && value <= field.max ? value : undefined;
}

function itemValues(item: string, field: CronField): readonly number[] | undefined {
  const [range = '', step, ...rest] = item.split('/');
  const every = step === undefined ? 1 : wholeNumber(step);
  const bounds = rangeBounds(range, step !== undefined, field);
  if (!bounds || every === undefined || every < 1 || every > field.max || rest.length > 0) {
    return undefined;
  }
  const size = field.max - field.min + 1;
  // A range may run over the field's end, as in FRI-MON.
  const length = ((bounds.last - bounds.first + size) % size) + 1;
  const values: number[] = [];
  for (let offset = 0; offset < length; offset += every) {
    values.push(field.min + ((bounds.first - field.min + offset) % size));
  }
  return values;
}

/** An increment without a range goes to the field's end, and without a start begins at the field's: the guide's `/8`. */
function rangeBounds(range: string, hasStep: boolean, field: CronField): { first: number; last: number } | undefined {
  if (range === '*' || (range === '' && hasStep)) {
    return { first: field.min, last: field.max };
  }
  const [from = '', to, ...rest] = range.split('-');
  const first = cronValue(from, field);
  const last = to === undefined ? (hasStep ? field.max : first) : cronValue(to, field);
  return first === undefined || last === undefined || rest.length > 0 ? undefined : { first, last };
}
