import type { Redacted } from '@coffer/wire';
import { RotationError } from '../skeleton/rotation-error.ts';
import { scrub } from '../skeleton/scrub.ts';

/**
 * Runs statements; what goes wrong in them is told without the passwords that they hold, and without the driver's error,
 * which may carry the statement.
 *
 * @throws RotationError
 */
export async function changing<T>(hidden: readonly Redacted<string>[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RotationError) throw error;
    throw new RotationError('ValueError', `the database refused: ${scrub(error, hidden)}`);
  }
}
