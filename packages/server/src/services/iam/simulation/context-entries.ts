import type { ContextScalar, ContextValue } from '@coffer/policy';
import { invalidInput } from '../errors.ts';

/** The value of a condition key, as a request gives it. */
export interface ContextEntry {
  readonly ContextKeyName?: string | undefined;
  readonly ContextKeyValues?: readonly string[] | undefined;
  readonly ContextKeyType?: string | undefined;
}

/**
 * The condition keys that a simulation is given.
 *
 * @throws AwsError InvalidInput for a key without name, and for values that are not of their type
 */
export function readContextEntries(
  entries: readonly ContextEntry[] = [],
): readonly (readonly [string, ContextValue])[] {
  return entries.map(({ ContextKeyName: name, ContextKeyValues: values = [], ContextKeyType: type = 'string' }) => {
    if (name === undefined) throw invalidInput('ContextKeyName is missing.');
    const isList = type.endsWith('List');
    const read = values.map(value => scalarOf(name, isList ? type.slice(0, -'List'.length) : type, value));
    const [only] = read;
    return [name, !isList && read.length === 1 && only !== undefined ? only : read];
  });
}

function scalarOf(name: string, type: string, value: string): ContextScalar {
  switch (type) {
    case 'numeric': {
      const number = value.trim() === '' ? Number.NaN : Number(value);
      if (Number.isNaN(number)) throw wrong(name, type);
      return number;
    }
    case 'boolean':
      if (!/^(?:true|false)$/i.test(value)) throw wrong(name, type);
      return value.toLowerCase() === 'true';
    case 'date': {
      // Dates are ISO 8601 or seconds since 1970.
      const epochMs = /^\d{1,12}$/.test(value) ? Number(value) * 1000 : Date.parse(value);
      if (Number.isNaN(epochMs)) throw wrong(name, type);
      return { epochMs };
    }
    default:
      return value;
  }
}

function wrong(name: string, type: string) {
  return invalidInput(`The value of context key ${name} is not of type ${type}.`);
}
