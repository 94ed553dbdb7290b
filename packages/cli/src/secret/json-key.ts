import { Redacted } from '@coffer/wire';
import { Failure } from '../failure.ts';

/**
 * One value of a JSON secret: a string as it is, anything else as JSON, a number with all the digits that it was
 * written with. Throws a `Failure` that repeats nothing of the secret.
 */
export function jsonKey(secret: Redacted<string>, key: string): Redacted<string> {
  // Numbers by the object that holds them: JavaScript's would lose digits of a long one.
  const sources = new Map<unknown, Map<string, string>>();
  const object = parseObject(secret, function keepSource(this: unknown, name, value, context) {
    if (typeof value === 'number' && context?.source !== undefined) {
      const own = sources.get(this) ?? new Map<string, string>();
      sources.set(this, own.set(name, context.source));
    }
    return value;
  });
  if (!Object.hasOwn(object, key)) throw new Failure(`the secret has no key \`${key}\``);
  const value: unknown = Reflect.get(object, key);
  if (typeof value === 'string') return new Redacted(value);
  return new Redacted(sources.get(object)?.get(key) ?? JSON.stringify(value));
}

type Reviver = (this: unknown, name: string, value: unknown, context?: { readonly source?: string }) => unknown;

function parseObject(secret: Redacted<string>, reviver: Reviver): object {
  let value: unknown;
  try {
    value = JSON.parse(secret.unwrap(), reviver);
  } catch {
    throw new Failure('the secret is not JSON, so it has no keys');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('the secret is no JSON object, so it has no keys');
  }
  return value;
}
