import type { Redacted } from '@coffer/wire';

/**
 * What may be said to a built-in function that runs with the server's rights: whoever may configure it must not thereby
 * run code of their own, and interpreters and libraries load code by variables (`NODE_OPTIONS`, `LD_PRELOAD`). These are
 * the variables of AWS's rotation functions, and those that begin as they do.
 */
const ALLOWED_PREFIXES = [
  'DATABASE_',
  'EXCLUDE_',
  'PASSWORD_',
  'REQUIRE_',
  'USERNAME_',
  'SECRET_',
  'SECRETS_MANAGER_',
  'ROTATION_',
];

/** The variables of its configuration that such a function gets. */
export function builtInEnvironment(
  environment: ReadonlyMap<string, Redacted<string>>,
): ReadonlyMap<string, Redacted<string>> {
  return new Map([...environment].filter(([name]) => ALLOWED_PREFIXES.some(prefix => name.startsWith(prefix))));
}
