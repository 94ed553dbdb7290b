import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applicationNames } from '../services/serverlessrepo/applications.ts';
import type { BuiltIns } from '../services/lambda/parts.ts';

/** The package of the built-in rotation functions. */
const PACKAGE = '@coffer/rotators';

/**
 * The folder of the code of each published application, by its name: all of them lie in one. Without the package there are
 * none. Nothing of it is loaded here.
 */
export function builtInFunctions(resolve: (name: string) => string = name => import.meta.resolve(name)): BuiltIns {
  const folder = folderOf(resolve);
  return new Map(folder === undefined ? [] : applicationNames().map(name => [name, folder]));
}

function folderOf(resolve: (name: string) => string): string | undefined {
  try {
    return dirname(fileURLToPath(resolve(PACKAGE)));
  } catch {
    return undefined;
  }
}
