import type { Redacted } from '@coffer/wire';
import { ssmError } from './errors.ts';
import { compilePattern, UnusablePattern } from './linear-pattern.ts';
import { matchesWhole } from './linear-match.ts';

/**
 * Checks a value against its parameter's AllowedPattern: the whole value must match, as with `Matcher.matches` in Java.
 *
 * @throws AwsError InvalidAllowedPatternException, ParameterPatternMismatchException
 */
export function assertAllowed(pattern: string, value: Redacted<string>): void {
  if (matchesWhole(compiled(pattern), value.unwrap())) return;
  throw ssmError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

function compiled(pattern: string) {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof UnusablePattern)) throw error;
    throw ssmError('InvalidAllowedPatternException', 'The syntax of the allowedPattern parameter is invalid.');
  }
}
