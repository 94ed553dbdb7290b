import { validation } from '@coffer/wire';
import { isParameterName } from './parameter-name.ts';

/**
 * A hierarchy's path with its slash at the end, as a request names it with or without.
 *
 * @throws AwsError ValidationException for what is no path, in the words that users report
 */
export function hierarchyOf(path: string): string {
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  if (path !== '/' && !(path.startsWith('/') && isParameterName(bare))) {
    throw validation(
      "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward " +
        'slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, ' +
        'or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All ' +
        'sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    );
  }
  return `${bare}/`;
}

/** Whether a parameter is in a hierarchy (with its slash): at its first level, or at any. */
export function isBelow(path: string, below: string, isRecursive: boolean): boolean {
  return path.startsWith(below) && (isRecursive || !path.includes('/', below.length));
}
