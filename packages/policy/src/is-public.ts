/** Whether a policy on a resource lets everybody in: what `BlockPublicPolicy` refuses. */
import { readAddressRange } from './conditions/addresses.ts';
import { OPERATORS } from './conditions/operators.ts';
import type { Condition, Policy, Statement } from './policy.ts';

/**
 * Whether some Allow is for all principals, or for all but some, and no condition holds it to callers that the author
 * knows. Looks at each statement by itself: a Deny beside it does not make it less public, so more policies count as
 * public than an exhaustive analysis would find, never fewer.
 *
 * What holds it is a condition on one of the keys below with fixed values, that a request without the key cannot meet
 * (Amazon S3 User Guide, "The meaning of 'public'", whose list this is for the global keys).
 */
export function isPublic(policy: Policy): boolean {
  return policy.statements.some(
    statement =>
      statement.effect === 'Allow' && isForEverybody(statement) && !statement.conditions.some(holdsToKnownCallers),
  );
}

function isForEverybody({ principals }: Statement): boolean {
  return principals !== undefined && (principals.except || principals.entries.some(({ type }) => type === 'any'));
}

type ValueForm = 'text' | 'arn' | 'address';

/** Not `aws:username`: everybody may give a user of an account of their own any name. */
const KNOWN_CALLER_KEYS: ReadonlyMap<string, ValueForm> = new Map([
  ['aws:principalaccount', 'text'],
  ['aws:principalarn', 'arn'],
  ['aws:principalorgid', 'text'],
  ['aws:principalorgpaths', 'text'],
  ['aws:principalservicename', 'text'],
  ['aws:sourceaccount', 'text'],
  ['aws:sourceowner', 'text'],
  ['aws:sourceorgid', 'text'],
  ['aws:sourcearn', 'arn'],
  ['aws:sourceip', 'address'],
  ['aws:sourcevpc', 'text'],
  ['aws:sourcevpcarn', 'arn'],
  ['aws:sourcevpce', 'text'],
  ['aws:userid', 'text'],
  ['kms:calleraccount', 'text'],
]);

function holdsToKnownCallers(condition: Condition): boolean {
  const form = KNOWN_CALLER_KEYS.get(condition.key.toLowerCase());
  const { compares, negated } = OPERATORS[condition.operator];
  if (form === undefined || negated || condition.ifExists || condition.quantifier === 'ForAllValues') {
    return false;
  }
  switch (compares) {
    case 'text':
    case 'text-ignoring-case':
      return condition.values.every(isFixed);
    case 'pattern':
    case 'arn':
      return condition.values.every(value => (form === 'arn' ? namesOneAccount(value, compares) : isFixed(value)));
    case 'address':
      return condition.values.every(isNarrow);
    default:
      return false;
  }
}

/** Neither wildcards nor variables: a variable may be the caller's own choice. */
function isFixed(value: string): boolean {
  return !/[*?$]/.test(value);
}

/**
 * An ARN whose account is fixed, whatever wildcards follow; an ARN without an account (a bucket) must be fixed itself.
 * In StringLike a wildcard before the account may pass colons and so move it.
 */
function namesOneAccount(value: string, compares: 'pattern' | 'arn'): boolean {
  const fields = value.split(':', 6);
  const hasAccount = fields.length === 6 && /^\d{12}$/.test(fields[4] ?? '') && !value.includes('$');
  return hasAccount ? compares === 'arn' || fields.slice(0, 4).every(isFixed) : isFixed(value);
}

/** Bits below which a range counts as everybody's: as S3 counts. */
const MIN_PREFIX_IPV4 = 8;
const MIN_PREFIX_IPV6 = 32;

function isNarrow(value: string): boolean {
  const range = readAddressRange(value);
  return range !== undefined && range.prefix >= (range.address.length === 2 ? MIN_PREFIX_IPV4 : MIN_PREFIX_IPV6);
}
