import { invalid } from './errors.ts';
import type { LoadedUser } from './load-user.ts';

/**
 * Who is no user must say which one is meant.
 *
 * @throws AwsError ValidationError
 */
export function mustNameUser({ name }: Pick<LoadedUser, 'name'>): void {
  if (name === undefined) throw invalid('Must specify userName when calling with non-User credentials');
}
