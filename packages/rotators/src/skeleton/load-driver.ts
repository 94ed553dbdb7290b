import type { RotationError } from './rotation-error.ts';
import { valueError } from './rotation-error.ts';

/**
 * Loads the library that a rotator speaks to its system with; drivers are optional dependencies of this package.
 *
 * @throws RotationError naming the package when it is not installed
 */
export async function loadDriver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && isAbsence(error.code)) throw absent(name);
    throw error;
  }
}

function isAbsence(code: unknown): boolean {
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

function absent(name: string): RotationError {
  return valueError(
    `the package ${name}, which this rotation function needs, is not installed: npm install ${name}, beside Coffer`,
  );
}
