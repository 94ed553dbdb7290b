import type { Environment } from '../skeleton/environment.ts';
import { valueError } from '../skeleton/rotation-error.ts';
import type { CloneNames, DatabaseEngine, SplitName } from './engine.ts';

/**
 * The other one of two alternating users: `app_clone` of `app`, and `app` of `app_clone`.
 *
 * @throws RotationError when the name would be longer than the product takes
 */
export function alternateName(
  { clone, splitName = whole }: Pick<DatabaseEngine, 'clone' | 'splitName'>,
  username: string,
  environment: Environment,
): string {
  const { before, name, after } = splitName(username);
  return `${before}${alternate(clone, name, environment)}${after}`;
}

function whole(username: string): SplitName {
  return { before: '', name: username, after: '' };
}

function alternate({ suffix, limit, unit }: CloneNames, username: string, environment: Environment): string {
  if (username.length > suffix.length && username.endsWith(suffix)) return username.slice(0, -suffix.length);
  const name = username + suffix;
  const longest = limitIn(environment) ?? limit;
  const length = unit === 'bytes' ? Buffer.byteLength(name) : [...name].length;
  if (longest !== undefined && length > longest)
    throw valueError(
      `Unable to clone user, username length with ${suffix} appended would exceed ${longest} characters`,
    );
  return name;
}

/** AWS's function for MySQL reads it; here it is read for every product. */
function limitIn(environment: Environment): number | undefined {
  const text = environment.get('USERNAME_CHARACTER_LIMIT') ?? '';
  return /^[0-9]{1,4}$/.test(text) ? Number(text) : undefined;
}
