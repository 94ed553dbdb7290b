/** Which passwords an account takes. */
import type { PasswordPolicyRow } from './password-policy-store.ts';

/**
 * What is wrong with a password, in AWS's words; undefined: nothing. Accounts without rules of their own have AWS's.
 * Source: IAM User Guide, "Setting an account password policy for IAM users"; the sentences are reported by users.
 */
export function passwordFault(password: string, policy: PasswordPolicyRow | undefined): string | undefined {
  return policy === undefined ? defaultFault(password) : policyFault(password, policy);
}

/** AWS's own rules: eight characters, and three of the four kinds. */
function defaultFault(password: string): string | undefined {
  if (password.length < DEFAULT_LENGTH) return tooShort(DEFAULT_LENGTH);
  const lacking = KINDS.filter(({ isIn }) => !isIn(password));
  const more = lacking.length - (KINDS.length - DEFAULT_KINDS);
  if (more <= 0) return undefined;
  const sentences = lacking.map(({ sentence }) => sentence).join(', ');
  return `Password should meet ${more} more of the following requirements: ${sentences}`;
}

function policyFault(password: string, policy: PasswordPolicyRow): string | undefined {
  const lacking = KINDS.filter(({ column, isIn }) => policy[column] === 1 && !isIn(password));
  const sentences = lacking.map(({ sentence }) => sentence);
  if (password.length < policy.minimum_length) sentences.unshift(tooShort(policy.minimum_length));
  return sentences.length === 0 ? undefined : sentences.join(', ');
}

const DEFAULT_LENGTH = 8;
const DEFAULT_KINDS = 3;

function tooShort(length: number): string {
  return `Password should have a minimum length of ${length}`;
}

interface Kind {
  readonly column: 'require_uppercase' | 'require_lowercase' | 'require_numbers' | 'require_symbols';
  readonly sentence: string;
  isIn(password: string): boolean;
}

const KINDS: readonly Kind[] = [
  {
    column: 'require_uppercase',
    sentence: 'Password should have at least one uppercase letter',
    isIn: password => /[A-Z]/.test(password),
  },
  {
    column: 'require_lowercase',
    sentence: 'Password should have at least one lowercase letter',
    isIn: password => /[a-z]/.test(password),
  },
  {
    column: 'require_numbers',
    sentence: 'Password should have at least one number',
    isIn: password => /[0-9]/.test(password),
  },
  {
    column: 'require_symbols',
    sentence: 'Password should have at least one symbol',
    isIn: password => /[!@#$%^&*()_+\-=[\]{}|']/.test(password),
  },
];
