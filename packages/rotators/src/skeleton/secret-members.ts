import { Redacted } from '@coffer/wire';
import { missingKey, valueError } from './rotation-error.ts';

/**
 * The members of a secret's JSON object.
 *
 * @throws RotationError without a word of the text
 */
export function readMembers(text: Redacted<string>): ReadonlyMap<string, unknown> {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw valueError('the value of the secret is no JSON object');
  return new Map(Object.entries(value));
}

/** The same JSON with other members. */
export function withMembers(
  members: ReadonlyMap<string, unknown>,
  changed: Readonly<Record<string, unknown>>,
): Redacted<string> {
  return new Redacted(JSON.stringify(Object.fromEntries([...members, ...Object.entries(changed)])));
}

/**
 * A member that is a text.
 *
 * @throws RotationError when it is absent or something else
 */
export function textOf(members: ReadonlyMap<string, unknown>, name: string): string {
  const value = members.get(name);
  if (typeof value !== 'string') throw missingKey(name);
  return value;
}

function parse(text: Redacted<string>): unknown {
  try {
    return JSON.parse(text.unwrap());
  } catch {
    return undefined;
  }
}
